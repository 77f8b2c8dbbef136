"""A complete environment for this bot, with a key that is nobody's."""

from tests.fakes.service_account import service_account_json

TOKEN = "MTIz" * 16
SERVICE_ACCOUNT = service_account_json()
REQUIRED = {
    "DISCORD_TOKEN": TOKEN,
    "GSPREAD_CREDENTIALS": SERVICE_ACCOUNT,
    "GSHEET_ID": "spreadsheet-of-tests",
    "WELCOME_CHANNEL_ID": "100000000000000001",
    "PROMO_CHANNEL_ID": "100000000000000002",
}
