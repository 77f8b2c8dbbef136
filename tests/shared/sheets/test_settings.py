import pytest

from shared.config.load import SettingsInvalid
from shared.sheets.settings import SheetsSettings
from tests.fakes.service_account import EMAIL, private_key, service_account_json
from tests.shared.sheets.test_service_account import as_base64

NAMES = (
    "GSPREAD_CREDENTIALS",
    "GOOGLE_SERVICE_ACCOUNT_JSON",
    "GOOGLE_SHEET_ID",
    "GSHEET_ID",
    "SHEETS_READ_TIMEOUT_SEC",
)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("credentials", ["GSPREAD_CREDENTIALS", "GOOGLE_SERVICE_ACCOUNT_JSON"])
@pytest.mark.parametrize("sheet", ["GOOGLE_SHEET_ID", "GSHEET_ID"])
def test_both_spellings_work(monkeypatch: pytest.MonkeyPatch, credentials: str, sheet: str) -> None:
    monkeypatch.setenv(credentials, as_base64(service_account_json()))
    monkeypatch.setenv(sheet, "1AbC-def_GHIjk")
    settings = SheetsSettings.load()
    assert settings.service_account().client_email == EMAIL
    assert settings.google_sheet_id == "1AbC-def_GHIjk"
    assert private_key().splitlines()[3] not in repr(settings)


def test_a_pasted_address_gives_the_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GSPREAD_CREDENTIALS", service_account_json())
    address = "https://docs.google.com/spreadsheets/d/1AbC-def_GHIjk/edit?gid=0#gid=0"
    monkeypatch.setenv("GOOGLE_SHEET_ID", address)
    assert SheetsSettings.load().google_sheet_id == "1AbC-def_GHIjk"


def test_every_problem_is_named_by_variable_and_no_secret_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT_JSON", '{"private_key": "s3cr3t')
    monkeypatch.setenv("GSHEET_ID", "my roster")
    monkeypatch.setenv("SHEETS_READ_TIMEOUT_SEC", "soon")
    with pytest.raises(SettingsInvalid) as caught:
        SheetsSettings.load()
    problems = {problem.variable: problem.message for problem in caught.value.problems}
    assert problems.keys() == {"GSPREAD_CREDENTIALS", "GOOGLE_SHEET_ID", "SHEETS_READ_TIMEOUT_SEC"}
    assert "is not valid JSON" in problems["GSPREAD_CREDENTIALS"]
    assert "between /d/ and /edit" in problems["GOOGLE_SHEET_ID"]
    assert "s3cr3t" not in str(caught.value)
