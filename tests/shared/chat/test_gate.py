import pytest

from shared.chat.gate import CommandGate, CommandRule, NotAllowed, SwitchedOff
from shared.chat.person import Person

GATE = CommandGate(
    rules={
        "ping": CommandRule(),
        "reload": CommandRule(audience="leads", switch="ENABLE_CMD_RELOAD"),
        "gone": CommandRule(switch="ENABLE_CMD_GONE", enabled=False),
    },
    belongs=lambda person, audience: audience == "leads" and 7 in person.role_ids,
    audience_names={"leads": "leads and admins"},
)
LEAD = Person(id=1, role_ids=frozenset({7}), in_guild=True)
MEMBER = Person(id=2, role_ids=frozenset({8}), in_guild=True)
ELSEWHERE = Person(id=1)


@pytest.mark.parametrize(
    ("command", "person", "allowed"),
    [
        ("ping", MEMBER, True),
        ("ping", ELSEWHERE, True),
        ("reload", LEAD, True),
        ("reload", MEMBER, False),
        ("reload", ELSEWHERE, False),
        ("gone", LEAD, False),
    ],
)
def test_who_may_run_what(command: str, person: Person, allowed: bool) -> None:
    assert GATE.may_run(command, person) is allowed


def test_each_refusal_says_why() -> None:
    with pytest.raises(NotAllowed, match="leads and admins only"):
        GATE.check("reload", MEMBER)
    with pytest.raises(NotAllowed, match="own server"):
        GATE.check("reload", ELSEWHERE)
    with pytest.raises(SwitchedOff, match="ENABLE_CMD_GONE"):
        GATE.check("gone", LEAD)


def test_a_command_without_a_row_is_open_to_nobody() -> None:
    assert GATE.missing(["ping", "forgotten"]) == ["forgotten"]
    with pytest.raises(KeyError):
        GATE.check("forgotten", LEAD)
