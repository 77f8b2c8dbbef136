"""Who belongs to which audience, from role ids. Who may do what: `feature.py` of each folder."""

from collections.abc import Mapping
from typing import Final

from shared.chat.gate import EVERYONE
from shared.chat.person import Person
from shared.immutable import immutable

RECRUITERS: Final = "recruiters"
LEADS: Final = "leads"
WELCOMERS: Final = "welcomers"

AUDIENCE_NAMES: Final[Mapping[str, str]] = {
    EVERYONE: "everyone",
    WELCOMERS: "those who may welcome new members",
    RECRUITERS: "recruiters and admins",
    LEADS: "recruitment leads and admins",
}


@immutable
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
