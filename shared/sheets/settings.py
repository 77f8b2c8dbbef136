"""The variables of a workbook: whose key, which spreadsheet, and how patient to be."""

from typing import Annotated

from pydantic import AfterValidator, AliasChoices, Field, SecretStr

from shared.config.fields import Secret, Url
from shared.config.load import Settings
from shared.sheets.addresses import spreadsheet_id
from shared.sheets.service_account import ServiceAccount


def _check_key(value: SecretStr) -> SecretStr:
    ServiceAccount.parse(value.get_secret_value())
    return value


def _tab_name(value: str) -> str:
    if not value.strip():
        raise ValueError("name a tab of the spreadsheet")
    return value.strip()


TabName = Annotated[str, AfterValidator(_tab_name)]


class SheetsSettings(Settings):
    """The spreadsheet, and how patient to be with Google. A whole address will do as the id."""

    gspread_credentials: Annotated[Secret, AfterValidator(_check_key)] = Field(
        validation_alias=AliasChoices("GSPREAD_CREDENTIALS", "GOOGLE_SERVICE_ACCOUNT_JSON"),
        description="JSON key of the Google service account: text, base64 or the path of its file",
    )
    google_sheet_id: Annotated[str, AfterValidator(spreadsheet_id)] = Field(
        validation_alias=AliasChoices("GOOGLE_SHEET_ID", "GSHEET_ID"),
        description="id or address of the spreadsheet",
    )
    sheets_api_url: Url = Field(
        default="", description="stands for https://sheets.googleapis.com when set"
    )
    sheets_connect_timeout_sec: float = Field(
        default=5.0, gt=0, le=60, description="seconds to wait for a connection to Google"
    )
    sheets_read_timeout_sec: float = Field(
        default=30.0, gt=0, le=180, description="seconds to wait for Google's answer to one request"
    )
    sheets_deadline_sec: float = Field(
        default=60.0,
        gt=0,
        le=600,
        description="seconds for one operation in all, its waits and retries included",
    )
    sheets_requests_per_minute: int = Field(
        default=50,
        ge=3,
        le=60,
        description="reads, and as many writes, that this bot may make; Google's limit is 60",
    )

    def secrets(self) -> list[str]:
        """The key file, and the private key that a library might name alone."""
        return [*super().secrets(), str(self.service_account().info["private_key"])]

    def service_account(self) -> ServiceAccount:
        """The key, parsed; it was checked when the settings were read."""
        return ServiceAccount.parse(self.gspread_credentials.get_secret_value(), is_checked=True)
