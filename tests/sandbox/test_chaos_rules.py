"""The chaos run's own rules: the script from the seed, and what counts as broken."""

import pytest

from sandbox.chaos import verdict, world
from sandbox.chaos.__main__ import main
from sandbox.chaos.hosting import STOP_WITHIN, Exit
from sandbox.chaos.lessons import PLAIN_SHAPES, Lesson
from sandbox.chaos.report import Outcome, describe
from sandbox.chaos.run import LIMITS
from sandbox.chaos.script import Script, write
from sandbox.chaos.talk import Tally
from sandbox.chaos.troubles import NOT_YET, TROUBLES, Ground
from sandbox.chaos.truth import TOLERANCE_S, Judgement, Moment, Reading, judge
from sandbox.discord.simcord_door import ChannelType
from sandbox.discord.tickets.markers import CloseShape, Voice
from sandbox.discord.wire import Payload
from sandbox.server import Sandbox
from shared.keepalive.lifetime import LAST_GRACE_S
from shared.keepalive.loop_guard import LOOKS_EVERY_S

LASTS = {name: trouble.lasts for name, trouble in TROUBLES.items()}
DETECT_S = 7.0
LONG_AGO = TOLERANCE_S + DETECT_S + 1


def test_the_same_seed_gives_the_same_run() -> None:
    assert write("a", 60, LASTS) == write("a", 60, LASTS)
    assert write("a", 60, LASTS) != write("b", 60, LASTS)


def test_nothing_is_left_out_for_long_and_nothing_outlasts_the_run() -> None:
    script = write("a", 180, LASTS)
    assert {strike.trouble for strike in script.strikes} == set(TROUBLES)
    assert all(strike.at + strike.lasts <= 180.01 for strike in script.strikes)
    assert len({ticket.tag_from for ticket in script.tickets}) == 5
    assert all(t.archive for t in script.tickets if t.tag_from.needs_question)


def test_lessons_are_dealt_only_when_they_are_on() -> None:
    plain, all_of_it = write("a", 300, LASTS), write("a", 300, LASTS, frozenset(Lesson))
    assert {ticket.shape for ticket in plain.tickets} == set(PLAIN_SHAPES)
    assert {ticket.voice for ticket in plain.tickets} == {Voice.BOT}
    assert not any(it.talk or it.by_bot or it.deleted_after is not None for it in plain.tickets)
    assert (plain.quiet, plain.welcome, plain.promo) == ((), ChannelType.TEXT, ChannelType.TEXT)
    assert {ticket.shape for ticket in all_of_it.tickets} == set(CloseShape)
    assert {ticket.voice for ticket in all_of_it.tickets} == set(Voice)
    assert any(ticket.talk for ticket in all_of_it.tickets)
    assert any(ticket.by_bot for ticket in all_of_it.tickets)
    # What is deleted can't be asked about.
    deleted = [it for it in all_of_it.tickets if it.deleted_after is not None]
    assert {it.tag_from.needs_question for it in deleted} == {False}
    assert len(all_of_it.quiet) == 3
    parents = {write(str(seed), 1, LASTS, frozenset(Lesson)).welcome for seed in range(30)}
    assert parents == {ChannelType.TEXT, ChannelType.NEWS, ChannelType.FORUM}


def test_a_pattern_without_a_trouble_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "sunshine"])
    assert "no trouble's name matches 'sunshine'" in capsys.readouterr().err


def test_what_is_not_dealt_yet_exists() -> None:
    assert set(TROUBLES) >= NOT_YET


async def test_a_trouble_of_the_sandbox_leaves_nothing_behind() -> None:
    """Those of the host need a process; the rest begins and ends here."""
    of_the_host = {"SIGKILL", "SIGTERM", "deploy with overlap", "process frozen", "slow disk"}
    async with Sandbox.open(seed=world.build) as box:
        calm = (box.faults.describe(), box.sheets.faults.active())
        members = set(box.world.backend.guilds[box.places.guild_id].members)
        for name in TROUBLES.keys() - of_the_host:
            end = TROUBLES[name].begin(Ground(box, {}), "welcomecrew")
            if end is not None:
                end()
            assert (box.faults.describe(), box.sheets.faults.active()) == calm, name
        assert set(box.world.backend.guilds[box.places.guild_id].members) == members
        for key in ("welcome_tickets", "promo_tickets"):
            assert box.world.backend.get_channel(box.places.channels[key]).overwrites == []


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (Moment(1, 1, deaf=False, quiet_s=LONG_AGO), Judgement.TRUE),
        (Moment(0, 0, deaf=False, quiet_s=LONG_AGO), Judgement.TRUE),
        (Moment(2, 2, deaf=False, quiet_s=LONG_AGO), Judgement.TRUE),
        (Moment(1, 0, deaf=False, quiet_s=LONG_AGO), Judgement.UNTRUE),
        (Moment(0, 1, deaf=False, quiet_s=LONG_AGO), Judgement.UNTRUE),
        (Moment(1, 2, deaf=False, quiet_s=LONG_AGO), Judgement.UNTRUE),
        (Moment(1, 0, deaf=False, quiet_s=TOLERANCE_S - 0.1), Judgement.UNSETTLED),
        # Deaf: 200 is right until it must have been noticed, and never after that.
        (Moment(1, 1, deaf=True, quiet_s=TOLERANCE_S + 1), Judgement.UNSETTLED),
        (Moment(1, 1, deaf=True, quiet_s=LONG_AGO), Judgement.UNTRUE),
        (Moment(0, 1, deaf=True, quiet_s=LONG_AGO), Judgement.TRUE),
    ],
)
def test_when_healthz_tells_the_truth(moment: Moment, expected: Judgement) -> None:
    assert judge(moment, detect_s=DETECT_S) is expected


@pytest.mark.parametrize(
    ("status", "wanted", "said", "problem"),
    [
        (0, True, "", None),
        (-15, True, "", None),
        (-9, False, "", None),
        (-9, True, "", "had to be killed: it did not end in time"),
        (1, False, "ERROR stopping with status 1 (RESTART): gateway away", None),
        (1, False, "SyntaxError: invalid syntax", "ended with status 1"),
        (70, False, "", "ended with status 70"),
        (78, False, "", "ended with status 78"),
    ],
)
def test_how_a_process_may_end(status: int, wanted: bool, said: str, problem: str | None) -> None:
    assert Exit("clanmatch", status, wanted, (said,)).problem == problem


def test_a_stop_has_its_time_also_where_the_process_is_frozen_meanwhile() -> None:
    _, frozen = TROUBLES["process frozen"].lasts
    worst = float(LIMITS["STOP_DEADLINE_SEC"]) + LOOKS_EVERY_S + LAST_GRACE_S
    assert frozen + worst < STOP_WITHIN


def profile(tag: str) -> Payload:
    return {
        "content": "",
        "embeds": [{"title": f"Iron Chorus · {tag}"}],
        "components": [{"components": [{"custom_id": "f1:p:0123456789abcdef:0"}]}],
    }


def hello() -> Payload:
    return {"content": "hello", "embeds": [], "components": []}


def reply(to: int) -> Payload:
    reference = {"message_id": str(to)}
    return {"content": "hi", "embeds": [], "components": [], "message_reference": reference}


def panel() -> Payload:
    row = {"components": [{"custom_id": "p1:m:cb:1:-------:0:0"}]}
    return {"content": "", "embeds": [], "components": [row]}


@pytest.mark.parametrize(
    ("posts", "problem"),
    [
        ([profile("NOX")], ""),
        ([profile("NOX"), profile("NOX")], "the profile of NOX was posted 2 times"),
        ([profile("EMB")], "the profile of EMB was posted 1 times for 0 questions"),
        ([reply(1), reply(2)], ""),
        ([reply(1), reply(1)], "2 replies to one message"),
        ([panel()], ""),
        ([panel(), panel()], "2 panels for 1 commands"),
        ([hello()], "what nobody asked for: hello"),
    ],
)
def test_answers_are_counted_against_questions(posts: list[Payload], problem: str) -> None:
    tally = Tally(panels=1)
    tally.clans["NOX"] = 1
    for post in posts:
        tally.take(post)
    found = tally.problems()
    assert (problem in found[0]) if problem else not found


def test_what_else_is_broken() -> None:
    assert verdict.summary_problems({"2026-01-05": 1}) == []
    assert verdict.summary_problems({"2026-01-05": 2}) == ["'2026-01-05' was posted 2 times"]
    assert verdict.summary_problems({}) == ["the daily summary was not posted"]
    lines = ["12:00 INFO all is well", "12:00 CRITICAL shared: the ledger ended unexpectedly"]
    assert verdict.log_problems(lines) == [f"logged: {lines[1]}"]
    reading = Reading(untrue=["at 3 s: 200"], mute=["at 9 s: nothing"])
    assert len(verdict.health_problems(reading)) == 2
    assert verdict.bots_asked(["Ticket Bot"]) == ["a bot was asked for the tag: Ticket Bot"]


def test_a_report_says_how_to_have_it_again() -> None:
    script = Script("5eed", 90.0, (), ())
    good = Outcome(script, (), ("some figures",), ())
    assert describe(good).splitlines() == [
        "some figures",
        "",
        "All is as it must be. Seed: 5eed",
    ]
    bad = Outcome(script, ("ticket 1001: 2 rows",), (), ())
    assert not bad.passed
    assert "BROKEN: ticket 1001: 2 rows" in describe(bad)
    assert describe(bad).endswith("make chaos SEED=5eed MINUTES=1.5")
