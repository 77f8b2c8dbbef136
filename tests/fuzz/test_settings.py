"""Any value in any variable: a setting, or a problem by name, and never a secret repeated."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.clanmatch.features import ClanmatchSettings
from apps.welcomecrew.features import WelcomecrewSettings
from shared.config.load import Settings, SettingsInvalid
from shared.config.variables import variables
from shared.sheets.service_account import ServiceAccount
from tests.fakes.service_account import EMAIL, private_key, service_account_json
from tests.fuzz.bending import bent_text, patient

APPS: tuple[type[Settings], ...] = (ClanmatchSettings, WelcomecrewSettings)
ID = "123456789012345678"
TOKEN = "MTIz" * 16
REQUIRED = {
    "DISCORD_TOKEN": TOKEN,
    "GSPREAD_CREDENTIALS": service_account_json(),
    "GOOGLE_SHEET_ID": "spreadsheet-of-tests",
    "WELCOME_CHANNEL_ID": ID,
    "PROMO_CHANNEL_ID": ID[::-1],
}
SECRETS = ("DISCORD_TOKEN", "GSPREAD_CREDENTIALS")
PIECES = (
    *(",", " ", ":", "-1", "nan", "1e400", "9" * 30, "٣", "ON"),
    *("http://[", "../..", "{", "[", "="),
)
PLAUSIBLE = (
    *("ON", "off", ID, f"{ID}, {ID}", "02:00,10:00", "25:61", "Europe/Vienna", "0.5", "fixed"),
    *("https://example.org/", "ws://user:word@h:99999/x", "same", "1", "json", "Sheet1"),
)
# The environment holds neither NUL nor lone surrogates.
values = bent_text(st.sampled_from(PLAUSIBLE), PIECES).map(
    lambda text: text.replace("\0", "").encode(errors="ignore").decode()
)


def load(app: type[Settings], changes: dict[str, str]) -> list[str]:
    """What is said to be wrong with these variables."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in (REQUIRED | changes).items():
            environment.setenv(name, value)
        try:
            app.load()
        except SettingsInvalid as invalid:
            return invalid.lines()
        return []


@patient
@given(st.data(), st.sampled_from(APPS), values)
def test_any_value_is_taken_or_named(data: st.DataObject, app: type[Settings], value: str) -> None:
    variable = data.draw(st.sampled_from([v for v in variables(app) if not v.secret]))
    for line in load(app, {variable.name: value}):
        # A rule about two variables is told of either; no line break forges another line.
        assert line.partition(":")[0].strip().isupper()
        assert len(line) < 400 + 2 * len(value)


@patient
@given(
    st.sampled_from(APPS),
    st.sampled_from(SECRETS),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=48),
)
def test_no_secret_value_shows_in_what_is_wrong_with_it(
    app: type[Settings], name: str, value: str
) -> None:
    said = load(app, {name: value})
    assert any(line.strip().startswith(name) for line in said)
    assert value not in "\n".join(said)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
fields = st.sampled_from(["client_email", "private_key", "token_uri", "type", "more"])


@patient
@given(st.dictionaries(fields, json_values, min_size=1), st.booleans())
def test_a_key_file_of_any_shape_is_parsed_or_refused(
    changes: dict[str, Any], encoded: bool
) -> None:
    text = json.dumps(json.loads(service_account_json()) | changes)
    if encoded:
        text = base64.b64encode(text.encode()).decode()
    said = ""
    try:
        account = ServiceAccount.parse(text)
    except ValueError as error:
        said = str(error)
    else:
        assert account.client_email == changes.get("client_email", EMAIL)
    assert private_key()[40:60] not in said


@pytest.mark.parametrize(
    "text",
    ['{"a":' * 100_000, '{"a": ' + "1" * 10_000 + "}", base64.b64encode(b"[" * 100_000).decode()],
    ids=["deep", "a number of 10,000 digits", "deep and encoded"],
)
def test_json_that_python_gives_up_on_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="paste the whole JSON key file"):
        ServiceAccount.parse(text)
