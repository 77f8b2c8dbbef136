"""What `--check` and the start say of welcomes: permissions, settings, and the templates."""

from apps.clanmatch.ground import POST_PERMISSIONS
from apps.clanmatch.roster.refreshing import looked_at
from apps.clanmatch.welcome.settings import WelcomeSettings
from apps.clanmatch.welcome.source import TemplateSource
from shared.chat.findings import Finding, Need, hint, needs_of
from shared.features.feature import Opened


def needs(settings: WelcomeSettings) -> list[Need]:
    """What the bot must be allowed where the general notice is posted."""
    place = {"WELCOME_GENERAL_CHANNEL_ID": settings.welcome_general_channel_id}
    return needs_of(place, POST_PERMISSIONS)


def hints(settings: WelcomeSettings) -> list[Finding]:
    """No place for the general notice."""
    if settings.welcome_general_channel_id:
        return []
    return [
        hint(
            "WELCOME_GENERAL_CHANNEL_ID is empty: no general notice is posted, and nobody is asked "
            "before somebody is welcomed to a second clan"
        )
    ]


async def look(settings: WelcomeSettings, opened: Opened) -> list[Finding]:
    """Whether the templates can be read."""
    tab = settings.welcome_sheet_tab
    # Read once: it grows no older here.
    source = TemplateSource(workbook=opened.workbook, tab=tab, ttl=1.0, clock=opened.clock)
    return [await looked_at("welcome templates", source)]
