"""Who is who, from role ids: audiences of commands, whose word closes, who may answer."""

from collections.abc import Mapping
from typing import Final

from shared.chat.gate import EVERYONE
from shared.chat.person import Person
from shared.config.fields import SomeOf, Thing
from shared.config.load import Settings
from shared.config.setting import setting
from shared.immutable import immutable

ADMINS: Final = "admins"
STAFF: Final = "staff"

AUDIENCE_NAMES: Final[Mapping[str, str]] = {
    EVERYONE: "everyone",
    STAFF: "recruiters, leads and admins",
    ADMINS: "admins and leads",
}


@immutable
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
        if audience == ADMINS:
            return self.is_admin(person)
        if audience == STAFF:
            return self.is_staff(person)
        raise LookupError(f"no such audience: {audience}")

    def is_staff(self, person: Person) -> bool:
        """Recruiters, leads and admins: their word closes a ticket."""
        return bool(person.role_ids & self.recruiters) or self.is_admin(person)

    def may_answer(self, person: Person, asked_id: int) -> bool:
        """Whether `person` may pick the tag of a ticket about which `asked_id` was asked."""
        return may_answer(person.id, asked_id, is_staff=self.is_staff(person))


def may_answer(user_id: int, asked_id: int, *, is_staff: bool) -> bool:
    """Who may say the tag of a ticket: staff, and whoever was asked."""
    return user_id == asked_id or is_staff


class AccessSettings(Settings):
    """Who may do what."""

    admin_role_ids: frozenset[int] = setting(
        SomeOf(Thing.ROLE),
        default=frozenset(),
        description="roles of admins; Administrator and Manage Server count as well",
    )
    lead_role_ids: frozenset[int] = setting(
        SomeOf(Thing.ROLE),
        default=frozenset(),
        description="roles of recruitment leads; here the same as admins",
    )
    recruiter_role_ids: frozenset[int] = setting(
        SomeOf(Thing.ROLE),
        default=frozenset(),
        description="roles of recruiters: they may close a ticket by saying so, and answer any "
        "question for a tag",
    )

    @property
    def roles(self) -> Roles:
        """The parts that these roles give."""
        return Roles(
            admins=self.admin_role_ids,
            leads=self.lead_role_ids,
            recruiters=self.recruiter_role_ids,
        )
