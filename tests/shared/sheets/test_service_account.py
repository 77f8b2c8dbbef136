import base64
import random
import string

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.sheets.service_account import ServiceAccount
from tests.fakes.service_account import EMAIL, private_key, service_account_json

PEM = private_key()
SECRET = PEM.splitlines()[3]


def as_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        service_account_json(),
        f"  {service_account_json()}\n",
        as_base64(service_account_json()),
        "\n".join(as_base64(service_account_json())[i : i + 76] for i in range(0, 4000, 76)),
        service_account_json(private_key=PEM.replace("\n", "\\n")),
    ],
)
def test_a_whole_key_is_taken_in_every_form(text: str) -> None:
    account = ServiceAccount.parse(text)
    assert account.client_email == EMAIL
    assert account.info["private_key"] == PEM
    assert SECRET not in repr(account)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not valid JSON"),
        ("hello there", "neither JSON nor base64"),
        (service_account_json()[:-20], "not valid JSON (line 1"),
        (as_base64("[1, 2]"), "no JSON object"),
        (as_base64("\xff"), "not valid JSON"),
        ("/////w==", "neither JSON nor base64"),
        (service_account_json(client_email="", token_uri=None), "no client_email, token_uri"),
        (service_account_json(private_key=42), "no private_key"),
        (service_account_json(private_key=PEM[:-30]), "private_key is damaged"),
        (
            service_account_json(private_key=PEM.replace(SECRET, SECRET[::-1])),
            "private_key is damaged",
        ),
    ],
)
def test_a_broken_key_is_named_without_repeating_it(text: str, says: str) -> None:
    with pytest.raises(ValueError, match="JSON") as caught:
        ServiceAccount.parse(text)
    assert says in str(caught.value)
    assert SECRET not in str(caught.value)


def test_damage_is_found_as_by_the_librarys_own_check() -> None:
    first, *body, last = PEM.split("\n")[:-1]
    chance, verdicts = random.Random(14), set[bool]()  # noqa: S311 - the same each time
    for _ in range(150):
        text = list("\n".join(body))
        text[chance.randrange(len(text))] = chance.choice(string.ascii_letters + string.digits)
        damaged = "\n".join([first, "".join(text), last, ""])
        try:
            load_pem_private_key(damaged.encode(), password=None)
        except ValueError:
            with pytest.raises(ValueError, match="private_key is damaged"):
                ServiceAccount.parse(service_account_json(private_key=damaged))
            verdicts.add(False)
        else:
            ServiceAccount.parse(service_account_json(private_key=damaged))
            verdicts.add(True)
    assert False in verdicts
    assert ServiceAccount.parse(service_account_json()).info["private_key"] == PEM


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 400), extra=st.text(max_size=3), encoded=st.booleans())
def test_any_damage_is_a_value_error(cut: int, extra: str, *, encoded: bool) -> None:
    text = as_base64(service_account_json()) if encoded else service_account_json()
    damaged = text[: max(0, len(text) - cut)] + extra
    said = ""
    try:
        ServiceAccount.parse(damaged)
    except ValueError as error:
        said = str(error)
    assert SECRET not in said
