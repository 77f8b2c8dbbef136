"""The variables of a workbook: whose key, which spreadsheet, and how patient to be."""

from shared.config.fields import number, secret, url, whole
from shared.config.load import Settings
from shared.config.secret import Secret
from shared.config.setting import setting
from shared.sheets.addresses import spreadsheet_id
from shared.sheets.service_account import ServiceAccount


def _key(value: str) -> str:
    ServiceAccount.parse(value)
    return value


def tab_name(value: str) -> str:
    """The name of a tab, for a setting. Raises ValueError for a blank one."""
    if not value.strip():
        raise ValueError("name a tab of the spreadsheet")
    return value.strip()


class SheetsSettings(Settings):
    """The spreadsheet, and how patient to be with Google. A whole address will do as the id."""

    gspread_credentials: Secret = setting(
        secret(_key),
        names=("GSPREAD_CREDENTIALS", "GOOGLE_SERVICE_ACCOUNT_JSON"),
        description="JSON key of the Google service account: text, base64 or the path of its file",
    )
    google_sheet_id: str = setting(
        spreadsheet_id,
        names=("GOOGLE_SHEET_ID", "GSHEET_ID"),
        description="id or address of the spreadsheet",
    )
    sheets_api_url: str = setting(
        url, default="", description="stands for https://sheets.googleapis.com when set"
    )
    sheets_connect_timeout_sec: float = setting(
        number(above=0, at_most=60),
        default=5.0,
        description="seconds to wait for a connection to Google",
    )
    sheets_read_timeout_sec: float = setting(
        number(above=0, at_most=180),
        default=30.0,
        description="seconds to wait for Google's answer to one request",
    )
    sheets_deadline_sec: float = setting(
        number(above=0, at_most=600),
        default=60.0,
        description="seconds for one operation in all, its waits and retries included",
    )
    sheets_requests_per_minute: int = setting(
        whole(at_least=3, at_most=600),
        default=50,
        description="reads, and as many writes, that this bot may make; Google's limit is 60, "
        "unless you asked for more",
    )

    def secrets(self) -> list[str]:
        """The key file, and the private key that a library might name alone."""
        return [*super().secrets(), str(self.service_account().info["private_key"])]

    def service_account(self) -> ServiceAccount:
        """The key, parsed."""
        return ServiceAccount.parse(self.gspread_credentials.reveal())
