import pytest

from apps.welcomecrew.access import ADMINS, Roles
from shared.chat.person import Person

ADMIN, LEAD, RECRUITER, OTHER = 1, 2, 3, 4
ROLES = Roles(admins=frozenset({ADMIN}), leads=frozenset({LEAD}), recruiters=frozenset({RECRUITER}))
ASKED = 77


def holder(*role_ids: int) -> Person:
    return Person(id=5, role_ids=frozenset(role_ids), in_guild=True)


@pytest.mark.parametrize(
    ("person", "is_admin", "may_answer"),
    [
        (holder(ADMIN), True, True),
        (holder(LEAD, OTHER), True, True),
        (holder(RECRUITER), False, True),
        (holder(OTHER), False, False),
        (holder(), False, False),
        (Person(id=5, is_administrator=True, in_guild=True), True, True),
        (Person(id=5, can_manage_guild=True, in_guild=True), True, True),
        (Person(id=ASKED, in_guild=True), False, True),
    ],
)
def test_parts(person: Person, is_admin: bool, may_answer: bool) -> None:
    assert ROLES.belongs(person, ADMINS) is is_admin
    assert ROLES.may_answer(person, ASKED) is may_answer


def test_an_audience_that_nobody_defined_is_our_mistake() -> None:
    with pytest.raises(LookupError):
        ROLES.belongs(holder(), "wizards")
