"""The key in the forms that people were seen to paste."""

import base64
import json
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.config.load import SettingsInvalid
from shared.sheets.service_account import ServiceAccount
from shared.sheets.settings import SheetsSettings
from tests.fakes.service_account import EMAIL, private_key, service_account_json

PEM = private_key()
KEY = service_account_json()
PRETTY = json.dumps(json.loads(KEY), indent=2)
SECRET = PEM.splitlines()[3]


def b64(text: str, encoding: str = "utf-8") -> str:
    return base64.b64encode(text.encode(encoding)).decode()


# Its base64 holds a `/` or a `+`, which URL-safe base64 writes otherwise.
URL_SAFE = service_account_json(project_id="???>>>~~~")


FORMS = {
    "as it is": KEY,
    "pretty": PRETTY,
    "real line breaks inside of the key": PRETTY.replace("\\n", "\n"),
    "line breaks of Windows": PRETTY.replace("\n", "\r\n"),
    "line breaks of Windows inside of the key": PRETTY.replace("\\n", "\\r\\n"),
    "every line break as two letters": PRETTY.replace("\n", "\\n"),
    "line breaks escaped twice": KEY.replace("\\n", "\\\\n"),
    "line breaks escaped thrice": KEY.replace("\\n", "\\\\\\\\n"),
    "blanks instead of line breaks": KEY.replace("\\n", " "),
    "no line breaks": KEY.replace("\\n", ""),
    "BOM": "\ufeff" + KEY,
    "single quotes around it": f"'{KEY}'",
    "double quotes around it": f'"{KEY}"',
    "both": f"\"'{PRETTY}'\"",
    "typographic quotes around it": f"“{KEY}”",
    "typographic quotes inside": PRETTY.replace('"', "”"),
    "as a JSON string": json.dumps(KEY),
    "quotes escaped": KEY.replace('"', '\\"'),
    "the variable's name as well": f"GSPREAD_CREDENTIALS={KEY}",
    "an export of the shell": f"export GSPREAD_CREDENTIALS='{KEY}'",
    "without the braces": PRETTY.strip("{}\n"),
    "base64": b64(KEY),
    "base64, wrapped": textwrap.fill(b64(PRETTY), 76),
    "base64, wrapped for Windows": textwrap.fill(b64(PRETTY), 76).replace("\n", "\r\n"),
    "base64 without padding": b64(KEY + " " * (-(len(KEY) + 1) % 3)).rstrip("="),
    "base64, URL-safe": base64.urlsafe_b64encode(URL_SAFE.encode()).decode(),
    "base64 in quotes": f'"{b64(KEY)}"',
    "base64 of a file with BOM": b64("\ufeff" + KEY),
    "base64 of UTF-16": b64(KEY, "utf-16"),
    "a data address": f"data:application/json;base64,{b64(KEY)}",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_key_is_taken_in_the_form_that_people_paste(form: str) -> None:
    account = ServiceAccount.parse(FORMS[form])
    assert account.client_email == EMAIL
    assert account.info["private_key"] == PEM


def test_every_padding_is_found() -> None:
    for length in range(3):
        assert ServiceAccount.parse(b64(KEY + " " * length).rstrip("=")).client_email == EMAIL


@pytest.mark.parametrize("content", [KEY, "\ufeff" + PRETTY, b64(KEY)], ids=["json", "bom", "b64"])
def test_the_path_of_the_file_is_followed(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key.json"
    file.write_text(content, "utf-8")
    assert ServiceAccount.parse(str(file)).client_email == EMAIL
    assert ServiceAccount.parse(f'"{file}"').client_email == EMAIL


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/etc/secrets/no-such-key.json", "a file that is not there"),
        ("C:\\Users\\me\\key.json", "a file that is not there"),
        ("~nobody-of-this-name/key.json", "a file that is not there"),
        ("~00000000000", "neither JSON nor base64"),
        ("{", "only the first line"),
        (PRETTY.splitlines()[0], "only the first line"),
        (PRETTY.replace('"', "'"), "single quotes where JSON has double ones"),
        (PEM, "only the private_key"),
        ("AIza" + "x" * 35, "an API key"),
        ("ya29." + "x" * 100, "an access token"),
        ('{"installed":{"client_id":"x"}}', "an OAuth client"),
        ('{"web":{"client_id":"x"}}', "an OAuth client"),
        ('{"type":"authorized_user","refresh_token":"x"}', "a person's login"),
        (service_account_json(universe_domain=""), "universe_domain"),
        (service_account_json(universe_domain="example.org"), "universe_domain"),
        (service_account_json(token_uri="oauth2.googleapis.com/token"), "token_uri"),
        (KEY[:40], "not valid JSON"),
    ],
)
def test_another_form_is_named_with_the_form_wanted(text: str, says: str) -> None:
    with pytest.raises(ValueError, match="JSON key file of the service account") as caught:
        ServiceAccount.parse(text)
    assert says in str(caught.value)
    assert SECRET not in str(caught.value)


def test_googles_own_universe_may_be_named() -> None:
    assert ServiceAccount.parse(service_account_json(universe_domain="googleapis.com"))


def test_several_lines_in_an_env_file_are_taken_or_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GSPREAD_CREDENTIALS", "GOOGLE_SERVICE_ACCOUNT_JSON", "GOOGLE_SHEET_ID"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / ".env"
    file.write_text(f"GOOGLE_SHEET_ID=1AbC-def_GHIjk\nGSPREAD_CREDENTIALS='{PRETTY}'\n", "utf-8")
    assert SheetsSettings.load().service_account().info["private_key"] == PEM
    file.write_text(f"GOOGLE_SHEET_ID=1AbC-def_GHIjk\nGSPREAD_CREDENTIALS={PRETTY}\n", "utf-8")
    with pytest.raises(SettingsInvalid, match="only the first line"):
        SheetsSettings.load()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(FORMS)),
    st.lists(st.tuples(st.floats(0, 0.999), st.text(max_size=2)), max_size=3),
)
def test_any_damage_to_any_form_is_a_value_error_without_the_secret(
    form: str, damages: list[tuple[float, str]]
) -> None:
    text, said = FORMS[form], ""
    for where, new in damages:
        place = int(where * len(text))
        text = text[:place] + new + text[place + 1 :]
    try:
        ServiceAccount.parse(text)
    except ValueError as error:
        said = str(error)
    assert SECRET not in said
    assert len(said) < 400
