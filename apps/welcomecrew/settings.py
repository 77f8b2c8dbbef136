"""The variables of the rooms; each feature has its own beside it."""

from apps.welcomecrew.access import AccessSettings
from apps.welcomecrew.clan_tags.settings import ClanTagSettings
from apps.welcomecrew.ledger.settings import LedgerSettings
from apps.welcomecrew.threads.settings import ThreadSettings
from apps.welcomecrew.tickets.settings import TicketSettings
from shared.config.fields import command_switch
from shared.features.settings import GroundSettings


class WelcomecrewGroundSettings(
    ThreadSettings, ClanTagSettings, LedgerSettings, TicketSettings, AccessSettings, GroundSettings
):
    """Ending by command."""

    enable_cmd_reboot: bool = command_switch("!reboot")
