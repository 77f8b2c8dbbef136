"""A complete environment for this bot, with a key that is nobody's."""

import base64
import json

TOKEN = "MTIz" * 16
PRIVATE_KEY = (
    "-----BEGIN PRIVATE KEY-----\n"
    + base64.b64encode(b"nobody's key, of the right shape").decode()
    + "\n-----END PRIVATE KEY-----\n"
)
SERVICE_ACCOUNT = json.dumps(
    {
        "type": "service_account",
        "client_email": "bot@example.iam.gserviceaccount.com",
        "private_key": PRIVATE_KEY,
        "token_uri": "http://127.0.0.1:9/token",
    }
)
REQUIRED = {
    "DISCORD_TOKEN": TOKEN,
    "GSPREAD_CREDENTIALS": SERVICE_ACCOUNT,
    "GSHEET_ID": "spreadsheet-of-tests",
    "WELCOME_CHANNEL_ID": "100000000000000001",
    "PROMO_CHANNEL_ID": "100000000000000002",
}
