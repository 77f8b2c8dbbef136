"""Who may do what, from role ids: one table for all commands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.chat.gate import EVERYONE, CommandRule
from shared.chat.person import Person

RECRUITERS: Final = "recruiters"
LEADS: Final = "leads"
WELCOMERS: Final = "welcomers"

AUDIENCE_NAMES: Final[Mapping[str, str]] = {
    EVERYONE: "everyone",
    WELCOMERS: "those who may welcome new members",
    RECRUITERS: "recruiters and admins",
    LEADS: "recruitment leads and admins",
}

_AUDIENCES: Final[Mapping[str, str]] = {
    "clan": EVERYONE,
    "clansearch": EVERYONE,
    "ping": EVERYONE,
    "mmhealth": EVERYONE,
    "help": EVERYONE,
    "clanmatch": RECRUITERS,
    "welcome": WELCOMERS,
    "welcome-refresh": WELCOMERS,
    "welcome-on": WELCOMERS,
    "welcome-off": WELCOMERS,
    "welcome-status": WELCOMERS,
    "reload": LEADS,
    "report": LEADS,
    "health": EVERYONE,
}


@dataclass(frozen=True, slots=True)
class Roles:
    """The role ids that give somebody a part; without welcomers, all the others may welcome."""

    recruiters: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    admins: frozenset[int] = frozenset()
    welcomers: frozenset[int] = frozenset()

    def belongs(self, person: Person, audience: str) -> bool:
        """Whether `person` is one of `audience`. Admins belong to every audience."""
        if person.is_administrator or person.role_ids & self.admins:
            return True
        return bool(person.role_ids & self._of(audience))

    def _of(self, audience: str) -> frozenset[int]:
        match audience:
            case "recruiters":
                return self.recruiters
            case "leads":
                return self.leads
            case "welcomers":
                return self.welcomers or (self.recruiters | self.leads)
            case _:
                raise LookupError(f"no such audience: {audience}")


def command_rules(switched_on: Mapping[str, bool]) -> dict[str, CommandRule]:
    """The table: command → audience and switch. `switched_on` has one entry per variable."""
    return {
        command: CommandRule(
            audience=audience, switch=switch_of(command), enabled=switched_on[switch_of(command)]
        )
        for command, audience in _AUDIENCES.items()
    }


def switch_of(command: str) -> str:
    """The variable that switches `command`: `ENABLE_CMD_WELCOME_ON` for `welcome-on`."""
    return "ENABLE_CMD_" + command.upper().replace("-", "_")
