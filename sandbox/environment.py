"""The whole environment of a bot process that lives in a sandbox."""

from sandbox.discord.scenes.guild_builder import Places
from sandbox.sheets.sample import CLANMATCH_ID, WELCOMECREW_ID


def discord_env(base_url: str, app: str) -> dict[str, str]:
    """Where this bot finds its Discord."""
    host = base_url.removeprefix("http://")
    return {
        "DISCORD_API_URL": f"{base_url}/api/v10",
        "DISCORD_GATEWAY_URL": f"ws://{host}/gateway/{app}",
        "DISCORD_CDN_URL": f"{base_url}/cdn",
    }


def connection_env(base_url: str, app: str, token: str, key_file: str) -> dict[str, str]:
    """Where Discord and Google are, and the secrets for both."""
    return {
        **discord_env(base_url, app),
        "DISCORD_TOKEN": token,
        "SHEETS_API_URL": f"{base_url}/sheets",
        "GSPREAD_CREDENTIALS": key_file,
    }


def app_env(app: str, places: Places, port: int) -> dict[str, str]:
    """Roles, channels and sheets of the sample server, for one of the two bots."""
    specific = {"clanmatch": _clanmatch, "welcomecrew": _welcomecrew}[app]
    return {
        "PORT": str(port),
        "GUILD_IDS": str(places.guild_id),
        "LOG_CHANNEL_ID": str(places.channels["log"]),
        "RECRUITER_ROLE_IDS": str(places.roles["recruiter"]),
        "LEAD_ROLE_IDS": str(places.roles["lead"]),
        "ADMIN_ROLE_IDS": str(places.roles["admin"]),
        **specific(places, port),
    }


def _clanmatch(places: Places, port: int) -> dict[str, str]:
    return {
        "GOOGLE_SHEET_ID": CLANMATCH_ID,
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "WELCOME_GENERAL_CHANNEL_ID": str(places.channels["general"]),
        "INTERESTED_CHANNEL_ID": str(places.channels["recruiters"]),
        "INTERESTED_ROLE_ID": str(places.roles["scout"]),
        "RECRUITERS_THREAD_ID": str(places.channels["recruiters"]),
        "PANEL_FIXED_THREAD_ID": str(places.channels["panels"]),
        "CLEANUP_THREAD_IDS": str(places.channels["panels"]),
        "ROLE_ID_RECRUITMENT_COORDINATOR": str(places.roles["coordinator"]),
        "ROLE_ID_RECRUITMENT_SCOUT": str(places.roles["scout"]),
        "C1C_FOOTER_EMOJI_ID": str(places.emoji["C1C"]),
    }


def seats_env(places: Places) -> dict[str, str]:
    """What clanmatch needs to hold seats, and to call at any hour."""
    return {
        "ENABLE_SEATS": "ON",
        "WELCOME_CHANNEL_ID": str(places.channels["welcome_tickets"]),
        "PROMO_CHANNEL_ID": str(places.channels["promo_tickets"]),
        "CALL_HOURS": "00:00-00:00",
    }


def _welcomecrew(places: Places, _port: int) -> dict[str, str]:
    return {
        "GSHEET_ID": WELCOMECREW_ID,
        "WELCOME_CHANNEL_ID": str(places.channels["welcome_tickets"]),
        "PROMO_CHANNEL_ID": str(places.channels["promo_tickets"]),
        "NOTIFY_CHANNEL_ID": str(places.channels["recruitment"]),
        "NOTIFY_PING_ROLE_ID": str(places.roles["recruiter"]),
    }
