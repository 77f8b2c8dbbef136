"""Who may do what, from role ids: one table for all commands, one rule for the tag question."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.chat.gate import EVERYONE, CommandRule
from shared.chat.person import Person

ADMINS: Final = "admins"

AUDIENCE_NAMES: Final[Mapping[str, str]] = {EVERYONE: "everyone", ADMINS: "admins and leads"}

# Command → who may run it, and the variable that switches it.
_TABLE: Final[Mapping[str, tuple[str, str]]] = {
    "help": (EVERYONE, "ENABLE_CMD_HELP"),
    "ping": (EVERYONE, "ENABLE_CMD_PING"),
    "health": (EVERYONE, "ENABLE_CMD_HEALTH"),
    "env_check": (ADMINS, "ENABLE_CMD_ENV_CHECK"),
    "sheetstatus": (ADMINS, "ENABLE_CMD_SHEETSTATUS"),
    "checksheet": (ADMINS, "ENABLE_CMD_CHECKSHEET"),
    "backfill_tickets": (ADMINS, "ENABLE_CMD_BACKFILL"),
    "backfill_status": (ADMINS, "ENABLE_CMD_BACKFILL_STATUS"),
    "backfill_stop": (ADMINS, "ENABLE_CMD_BACKFILL_STATUS"),
    "backfill_details": (ADMINS, "ENABLE_CMD_BACKFILL_STATUS"),
    "dedupe_sheet": (ADMINS, "ENABLE_CMD_DEDUPE"),
    "reload": (ADMINS, "ENABLE_CMD_RELOAD"),
    "clan_tags_debug": (ADMINS, "ENABLE_CMD_CLAN_TAGS_DEBUG"),
    "watch_status": (ADMINS, "ENABLE_CMD_WATCH_STATUS"),
    "why": (ADMINS, "ENABLE_CMD_WHY"),
    "reboot": (ADMINS, "ENABLE_CMD_REBOOT"),
}


@dataclass(frozen=True, slots=True)
class Roles:
    """The role ids that give somebody a part."""

    admins: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    recruiters: frozenset[int] = frozenset()

    def is_admin(self, person: Person) -> bool:
        """By role, or by Discord's own Administrator or Manage Server."""
        by_role = person.role_ids & (self.admins | self.leads)
        return bool(by_role) or person.is_administrator or person.can_manage_guild

    def belongs(self, person: Person, audience: str) -> bool:
        """Whether `person` is one of `audience`."""
        if audience != ADMINS:
            raise LookupError(f"no such audience: {audience}")
        return self.is_admin(person)

    def is_staff(self, person: Person) -> bool:
        """Recruiters, leads and admins: their word closes a ticket."""
        return bool(person.role_ids & self.recruiters) or self.is_admin(person)

    def may_answer(self, person: Person, asked_id: int) -> bool:
        """Whether `person` may pick the tag of a ticket about which `asked_id` was asked."""
        return person.id == asked_id or self.is_staff(person)


def command_rules(switched_on: Mapping[str, bool]) -> dict[str, CommandRule]:
    """The table: command → audience and switch. `switched_on` has one entry per variable."""
    return {
        command: CommandRule(audience=audience, switch=switch, enabled=switched_on[switch])
        for command, (audience, switch) in _TABLE.items()
    }
