"""What the chaos run knows of the bots' senses: deafness, blindness, and what they say of them."""

from collections.abc import AsyncIterator

import pytest

from sandbox.chaos import verdict, world
from sandbox.chaos.attention import SEES_WITHIN_S, Attention, Eyesight, is_attentive, is_blind
from sandbox.chaos.ears import Ears
from sandbox.discord.faults import Faults, Gateway
from sandbox.discord.scenes.sample_world import CLANMATCH, WELCOMECREW
from sandbox.discord.world.feed import WorldEvent
from sandbox.server import Sandbox
from tests.fakes.clock import ManualClock

DEAF_LINE = "WARNING watchdog: reconnecting, able to resume: deaf: 2 questions unanswered"
RESTART_LINE = "ERROR watchdog: restarting: still deaf 12 s after a forced reconnect"


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with Sandbox.open(seed=world.build) as opened:
        yield opened


def asked(*, answered: bool) -> WorldEvent:
    return WorldEvent("MEMBERS_ASKED", {"bot": CLANMATCH, "for_itself": True, "answered": answered})


def identifies() -> WorldEvent:
    return WorldEvent("GATEWAY", {"kind": "identify", "bot": CLANMATCH})


def test_a_session_is_deaf_that_was_there_when_it_began() -> None:
    faults, clock = Faults(), ManualClock()
    ears = Ears(faults, clock)
    for _ in range(2):
        faults.gateway(Gateway.DEAF, bot=CLANMATCH)
        ears.on_fault(CLANMATCH)
        assert ears.is_deaf(CLANMATCH)
        ears.hear(identifies())
        ears.on_fault(CLANMATCH)  # another fault changes; the new session hears all the same
        assert not ears.is_deaf(CLANMATCH)
        faults.gateway(Gateway.DEAF, on=False, bot=CLANMATCH)
        ears.on_fault(CLANMATCH)
    assert not ears.is_deaf(WELCOMECREW)


def test_only_who_was_answered_can_tell_silence_from_deafness() -> None:
    faults = Faults()
    ears = Ears(faults, ManualClock())
    assert not ears.can_tell(CLANMATCH)
    ears.hear(asked(answered=True))
    assert ears.can_tell(CLANMATCH)
    ears.hear(asked(answered=False))  # the member service is away: a silence means nothing now
    assert not ears.can_tell(CLANMATCH)
    ears.hear(asked(answered=True))
    faults.gateway(Gateway.DEAF, bot=CLANMATCH)
    ears.on_fault(CLANMATCH)
    ears.hear(asked(answered=False))
    assert ears.can_tell(CLANMATCH)
    ears.hear(identifies())
    assert not ears.can_tell(CLANMATCH)


def test_who_becomes_deaf_without_a_server_has_nobody_to_ask() -> None:
    faults = Faults()
    ears = Ears(faults, ManualClock())
    ears.hear(asked(answered=True))
    faults.gateway(Gateway.KICKED, bot=CLANMATCH)
    faults.gateway(Gateway.DEAF, bot=CLANMATCH)
    ears.on_fault(CLANMATCH)
    assert ears.is_deaf(CLANMATCH)
    assert not ears.can_tell(CLANMATCH)


def test_taking_oneself_for_deaf_is_right_only_while_it_is_so() -> None:
    faults, clock = Faults(), ManualClock()
    ears = Ears(faults, clock)
    faults.gateway(Gateway.DEAF, bot=CLANMATCH)
    ears.on_fault(CLANMATCH)
    ears.said(CLANMATCH, DEAF_LINE)
    ears.said(CLANMATCH, "INFO all is well")
    faults.clear()
    ears.on_fault(CLANMATCH)
    clock.move(2)
    ears.said(CLANMATCH, RESTART_LINE)  # said before it was mended, read after it
    assert (ears.found[CLANMATCH], ears.false_alarms) == (2, [])
    clock.move(2)
    ears.said(CLANMATCH, DEAF_LINE)
    ears.said(WELCOMECREW, DEAF_LINE)
    assert len(ears.false_alarms) == 2


async def test_the_sandbox_tells_whom_a_question_reached(box: Sandbox) -> None:
    assert is_blind(box) is False
    place = box.places.channels["promo_tickets"]
    for name in ("view_channel", "read_message_history"):
        box.upkeep.forbid(place, box.world.apps[WELCOMECREW].user_id, name)
        assert is_blind(box)
        box.upkeep.mend()
        assert not is_blind(box)
    for fault in (Gateway.KICKED, Gateway.SERVER_AWAY):
        box.faults.gateway(fault, bot=CLANMATCH)
        assert not is_blind(box)
        box.faults.gateway(fault, bot=WELCOMECREW)
        assert is_blind(box)
        box.faults.clear()


async def test_who_is_attentive_has_one_session_and_no_fault(box: Sandbox) -> None:
    assert not is_attentive(box)
    box.records.session_up(WELCOMECREW, 0)
    assert is_attentive(box)
    box.faults.gateway(Gateway.SILENT, bot=CLANMATCH)
    assert is_attentive(box)
    box.faults.gateway(Gateway.SILENT)
    assert not is_attentive(box)
    box.faults.clear()
    box.records.session_up(WELCOMECREW, 0)
    assert not is_attentive(box)


def test_attention_is_held_where_nothing_came_between() -> None:
    attention = Attention()
    assert attention.held(0, 100)
    for at in (10.0, 20.0):
        attention.lapse(at)
    assert attention.held(0, 9.9)
    assert not attention.held(5, 15)
    assert not attention.held(10, 11)
    assert attention.held(10.1, 19.9)
    assert attention.held(20.1, 99)


def says(*, ok: bool | None) -> dict[str, object]:
    return {"components": {"tickets": {"ok": ok, "words": ""}}}


def test_who_is_blind_for_long_may_not_call_the_tickets_well() -> None:
    sight = Eyesight()
    sight.look(0, blind=True, pid=1, body=says(ok=True))
    sight.look(SEES_WITHIN_S - 1, blind=True, pid=1, body=says(ok=True))
    assert (sight.judged, sight.untrue) == (0, [])
    sight.look(SEES_WITHIN_S, blind=True, pid=1, body=says(ok=False))
    assert (sight.judged, sight.untrue) == (1, [])
    sight.look(SEES_WITHIN_S + 1, blind=True, pid=1, body=says(ok=True))
    assert sight.untrue == ["tickets: called well 23 s after a channel was lost"]


@pytest.mark.parametrize("change", ["sees", "new process", "no 200", "process gone"])
def test_a_change_gives_time_to_notice(change: str) -> None:
    sight, late = Eyesight(), SEES_WITHIN_S
    sight.look(0, blind=True, pid=1, body=says(ok=True))
    sight.look(
        10,
        blind=change != "sees",
        pid={"new process": 2, "process gone": None}.get(change, 1),
        body=None if change == "no 200" else says(ok=True),
    )
    pid = 2 if change == "new process" else 1
    sight.look(late + 1, blind=True, pid=pid, body=says(ok=True))
    assert (sight.judged, sight.untrue) == (0, [])


def test_each_traceback_is_a_finding_once() -> None:
    lines = [
        "12:00 INFO all is well",
        "12:01 ERROR asyncio: Task exception was never retrieved",
        "Traceback (most recent call last):",
        '  File "a.py", line 1, in a',
        "    a()",
        "KeyError: 'x'",
        "",
        "The above exception was the direct cause of the following exception:",
        "",
        "Traceback (most recent call last):",
        '  File "a.py", line 1, in b',
        "ValueError: y",
        "12:02 ERROR shared: a job failed",
        "  + Exception Group Traceback (most recent call last):",
        '  |   File "a.py", line 1, in c',
        "  | ExceptionGroup: two",
    ]
    first, second = verdict.log_problems(lines)
    assert first == f"logged with a traceback: {lines[1]} (KeyError: 'x')"
    assert second.startswith(f"logged with a traceback: {lines[12]}")
