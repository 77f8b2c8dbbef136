"""The morning list among simulated people: what it says, once a day, and what is set aside."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.timing.zones import zone
from tests.behaviour.welcomecrew.morning.mornings import Mornings, mornings, said

STAFF, RECRUIT = "Staff has to answer", "The recruit has to answer"


async def three_tickets(world: Mornings) -> tuple[Any, int, int, int]:
    """A recruiter, and tickets: two that wait for staff, one that waits for its recruit."""
    crew = world.crew
    recruiter = crew.person("rita", "recruiter")
    ids: list[int] = []
    for number, name in enumerate(("wren", "finch", "robin"), start=1):
        recruit = crew.person(name)
        ids.append(await world.open(f"{number:04d}-{name}", greeting=f"Welcome <@{recruit.id}>!"))
        world.wait(hours=1)
        await world.say(recruit, ids[-1], "hello")
    await world.say(recruiter, ids[2], "what level are you?")
    wren, finch, robin = ids
    return recruiter, wren, finch, robin


async def test_the_list_says_who_waits_for_whom_and_pings_once() -> None:
    async with mornings() as world:
        _, wren, finch, robin = await three_tickets(world)
        assert await world.job() == "posted the list of 2026-11-27"
        assert world.part(STAFF) == [wren, finch]
        assert world.part(RECRUIT) == [robin]
        assert "2 wait for us, we wait for 1." in world.text()
        assert world.pinged() == [[world.role.id]]
        await world.say(world.crew.person("friend"), robin, "are you there?")
        assert await world.refresh() == "brought up to date"
        assert len(world.lists()) == 1


async def test_a_day_has_one_list_whatever_restarts() -> None:
    async with mornings() as world:
        await three_tickets(world)
        await world.job()
        assert await world.job() == "the list of 2026-11-27 is posted already"
        await world.crew.restart()
        assert await world.job() == "the list of 2026-11-27 is posted already"
        world.wait(hours=23)
        assert await world.job() == "posted the list of 2026-11-28"
        assert len(world.lists()) == 2


@pytest.mark.parametrize(
    ("day", "moments"),
    [
        # 2:30 comes twice on the last night of summer time, and never on the first one.
        ("2027-10-31", ("00:20", "00:40", "01:20", "01:40", "03:00")),
        ("2027-03-28", ("00:20", "00:59", "01:01", "01:40", "03:00")),
    ],
)
async def test_a_day_has_one_list_though_clocks_change(day: str, moments: tuple[str, ...]) -> None:
    vienna = zone("Europe/Vienna")
    async with mornings(timezone=vienna, morning_list_time=time(2, 30)) as world:
        said_of_day: list[str] = []
        for moment in moments:
            then = datetime.fromisoformat(f"{day}T{moment}+00:00")
            world.wait(seconds=(then - world.clock.now()).total_seconds())
            await world.crew.restart()
            said_of_day.append(await world.job())
        assert said_of_day.count(f"posted the list of {day}") == 1
        assert len(world.lists()) == 2  # that of the day before, late


async def test_a_clock_that_is_set_back_posts_no_list_of_an_earlier_day() -> None:
    async with mornings() as world:
        await world.job()
        world.clock.ahead = timedelta(days=-1)
        await world.crew.restart()
        assert "already, and it is only 2026-11-26" in await world.job()
        assert len(world.lists()) == 1


async def test_what_somebody_deleted_does_not_come_again_by_the_log_channels_line() -> None:
    async with mornings() as world:
        await world.job()
        world.delete(world.lists()[0])
        await world.crew.restart()
        assert await world.job() == "the list of 2026-11-27 was posted, and somebody deleted it"
        assert world.lists() == []


async def test_nor_by_the_file_where_there_is_no_log_channel(tmp_path: Path) -> None:
    async with mornings(log=False, state_dir=str(tmp_path)) as world:
        await world.job()
        world.delete(world.lists()[0])
        await world.crew.restart()
        assert await world.job() == "the list of 2026-11-27 was posted, and somebody deleted it"


async def test_with_neither_it_comes_again_as_the_check_says() -> None:
    async with mornings(log=False, state_dir="") as world:
        await world.job()
        world.delete(world.lists()[0])
        await world.crew.restart()
        assert await world.job() == "posted the list of 2026-11-27"


async def test_the_list_is_kept_up_to_date_by_one_request_and_one_for_each_ticket_with_news() -> (
    None
):
    async with mornings() as world:
        recruiter, wren, *_ = await three_tickets(world)
        await world.job()
        before = len(world.crew.world.env.http_requests)
        assert await world.refresh() == "nothing changed"
        assert len(world.crew.world.env.http_requests) - before == 1
        await world.say(recruiter, wren, "welcome!")
        before = len(world.crew.world.env.http_requests)
        assert await world.refresh() == "brought up to date"
        # The list of open threads, the one with news, and the edit.
        assert len(world.crew.world.env.http_requests) - before == 3
        assert f"**{STAFF}** (1)" in world.text()
        assert len(world.lists()) == 1


async def test_a_deleted_list_is_left_alone() -> None:
    async with mornings() as world:
        recruiter, wren, *_ = await three_tickets(world)
        await world.job()
        world.delete(world.lists()[0])
        await world.say(recruiter, wren, "welcome!")
        assert await world.refresh() == "somebody deleted the list"
        assert await world.refresh() == "there is no list to keep up to date"
        assert world.lists() == []


async def test_what_is_closed_by_an_edit_is_no_longer_listed() -> None:
    async with mornings() as world:
        thread = await world.open("0009-wren-EMB")
        await world.bot_says(thread, "One moment…")
        await world.job()
        assert world.part(STAFF) == [thread]
        last = list(world.backend.messages[thread].values())[-1]
        world.backend.edit_message(thread, last.id, {"content": "Ticket closed by Ann"})
        await world.until(lambda: "0009" in str(world.rows()))
        await world.refresh()
        assert world.part(STAFF) == []


async def test_a_list_in_an_archived_thread_stays_as_it_is() -> None:
    async with mornings() as world:
        recruiter, wren, *_ = await three_tickets(world)
        await world.job()
        await world.say(recruiter, wren, "welcome!")
        (message,) = world.lists()
        path = f"/channels/{world.place.id}/messages/{message.id}"
        world.crew.world.env.inject_error("PATCH", path, status=400, code=50083)
        assert "is archived: it stays as it is" in await world.refresh()
        assert await world.refresh() == "brought up to date"


async def test_not_before_a_day_hides_a_ticket_and_moves_to_the_next_list() -> None:
    async with mornings() as world:
        recruiter, wren, finch, _ = await three_tickets(world)
        await world.job()
        await world.fill(recruiter, "Not before…", {"ticket": [str(wren)], "days": "2"})
        assert f"**{STAFF}** (1)" in world.text()
        assert f"<#{wren}> not before <t:" in world.text()
        world.wait(days=1)
        await world.crew.restart()
        await world.job()
        assert len(world.lists()) == 2
        assert f"<#{wren}> not before <t:" in world.text()
        assert f"<#{finch}> <t:" in world.text()
        assert not world.lists()[0].components
        world.wait(days=1)
        await world.job()
        assert "not before" not in world.text()
        assert f"**{STAFF}** (2)" in world.text()


async def test_done_hides_a_ticket_until_somebody_writes() -> None:
    async with mornings() as world:
        recruiter, wren, *_ = await three_tickets(world)
        await world.job()
        await world.fill(recruiter, "Done", {"number": "1"})
        assert f"<#{wren}> done <t:" in world.text()
        world.wait(minutes=10)
        await world.refresh()
        assert f"**{STAFF}** (1)" in world.text()
        await world.say(world.crew.person("friend"), wren, "any news?")
        await world.refresh()
        assert " done " not in world.text()
        assert f"**{STAFF}** (2)" in world.text()


async def test_a_form_that_was_opened_before_a_restart_still_counts() -> None:
    async with mornings() as world:
        recruiter, wren, *_ = await three_tickets(world)
        await world.job()
        shown = await recruiter.click(world.message(), label="Done")
        await world.crew.restart()
        await recruiter.submit_modal(shown, {"ticket": [str(wren)]})
        assert f"<#{wren}> done <t:" in world.text()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"number": "7777", "days": "1"}, "No open ticket has that number."),
        ({"number": "1", "days": "so"}, "Give a number of days up to 90."),
        ({"number": "1", "days": "91"}, "Give a number of days up to 90."),
        ({"days": "3"}, "Say which ticket"),
    ],
)
async def test_what_can_not_be_meant_is_answered_and_changes_nothing(
    values: dict[str, str], words: str
) -> None:
    async with mornings() as world:
        recruiter, *_ = await three_tickets(world)
        await world.job()
        before = world.text()
        answer = await world.fill(recruiter, "Not before…", values)
        assert words in said(answer)
        assert world.text() == before


@pytest.mark.parametrize("typed", ["  ", "Nr. 1", "ticket 00001", "#1"])
async def test_a_number_is_read_as_people_type_it(typed: str) -> None:
    async with mornings() as world:
        recruiter, wren, *_ = await three_tickets(world)
        await world.job()
        await world.fill(recruiter, "Done", {"ticket": [str(wren)], "number": typed})
        assert f"<#{wren}> done <t:" in world.text()


async def test_a_closed_ticket_that_lacks_something_is_not_said_to_be_set_aside() -> None:
    async with mornings() as world:
        recruiter = world.crew.person("rita", "recruiter")
        thread = await world.asked("0042-tom")
        await world.job()
        answer = await world.fill(recruiter, "Done", {"ticket": [str(thread)]})
        assert "stays on the list until its tag" in said(answer)


async def test_a_recruit_may_set_nothing_aside() -> None:
    async with mornings() as world:
        await three_tickets(world)
        await world.job()
        answer = await world.crew.person("passer-by").click(world.message(), label="Done")
        assert "recruiters, leads and admins" in said(answer)


async def test_the_list_of_yesterday_is_history() -> None:
    async with mornings() as world:
        recruiter, wren, *_ = await three_tickets(world)
        await world.job()
        shown = await recruiter.click(world.message(), label="Done")
        world.wait(days=1)
        await world.job()
        answer = await recruiter.submit_modal(shown, {"ticket": [str(wren)]})
        assert "an earlier day" in said(answer)


async def test_a_channel_that_can_not_be_seen_is_named_in_the_list() -> None:
    async with mornings(hidden=True) as world:
        await world.job()
        assert "(`WELCOME_CHANNEL_ID`) can't be read: I am not allowed to" in world.text()
        assert "PROMO_CHANNEL_ID" not in world.text()


async def test_what_can_not_be_read_is_said_and_the_rest_is_listed() -> None:
    async with mornings() as world:
        _, wren, finch, _ = await three_tickets(world)
        world.crew.world.env.inject_error("GET", f"/channels/{finch}/messages", status=403)
        await world.job()
        assert "⚠ of 3 tickets, 1 unreadable" in world.text()
        assert f"<#{wren}>" in world.text()
        assert f"<#{finch}>" not in world.text()


async def test_tickets_are_shown_privately_at_any_time_and_to_staff_alone() -> None:
    async with mornings() as world:
        recruiter, wren, *_ = await three_tickets(world)
        answer = await recruiter.slash(world.crew.channel, "tickets")
        assert answer.ephemeral
        assert f"<#{wren}>" in str(answer.response.embeds[0].description)
        refused = await world.crew.person("nobody").slash(world.crew.channel, "tickets")
        assert "recruiters, leads and admins" in said(refused)


async def test_a_wrong_tag_is_corrected_from_the_list_in_two_steps() -> None:
    async with mornings() as world:
        recruiter = world.crew.person("rita", "recruiter")
        thread = await world.open("0042-tom-NOX")
        # A look of a moment ago doesn't hide the close.
        other = world.crew.person("ray", "recruiter")
        before = await other.slash(world.crew.channel, "tickets")
        assert "Closed of late" not in described(before.response)
        await world.close(thread)
        await world.archive(thread)
        await world.until(lambda: world.name(thread) == "Closed-0042-tom-NOX")
        answer = await recruiter.slash(world.crew.channel, "tickets")
        assert f"**Closed of late** (1)\n<#{thread}> NOX <t:" in described(answer.response)
        assert STAFF not in described(answer.response)
        assert options(answer.response) == ["0042 tom: NOX"]
        # Two steps: which ticket, and which tag.
        choice = await recruiter.select(answer.response, [values(answer.response)[0]])
        assert choice.ephemeral
        await recruiter.select(choice.response, ["F-IT"])
        await world.until(lambda: world.name(thread) == "Closed-0042-tom-F-IT")
        assert [row[2] for row in world.rows()] == ["F-IT"]
        again = await recruiter.slash(world.crew.channel, "tickets")
        assert f"<#{thread}> F-IT <t:" in described(again.response), "not as it was a minute ago"


async def test_a_choice_for_a_thread_that_was_deleted_says_so_after_a_restart_too() -> None:
    async with mornings() as world:
        recruiter = world.crew.person("rita", "recruiter")
        thread = await world.open("0042-tom-NOX")
        await world.close(thread)
        await world.archive(thread)
        await world.until(lambda: world.name(thread) == "Closed-0042-tom-NOX")
        answer = await recruiter.slash(world.crew.channel, "tickets")
        choice = await recruiter.select(answer.response, [values(answer.response)[0]])
        world.backend.delete_channel(thread)
        await world.crew.restart()
        told = await recruiter.select(choice.response, ["F-IT"])
        assert "That thread is deleted." in told.followups[-1].content


async def test_a_missing_tag_is_said_from_the_list() -> None:
    async with mornings() as world:
        recruiter = world.crew.person("rita", "recruiter")
        thread = await world.open("0042-tom")
        await world.close(thread)
        await world.archive(thread)
        await world.until(lambda: bool(world.questions(thread)))
        answer = await recruiter.slash(world.crew.channel, "tickets")
        assert "**Closed without a tag** (1)" in described(answer.response)
        assert options(answer.response) == ["0042-tom: no tag yet"]
        choice = await recruiter.select(answer.response, [values(answer.response)[0]])
        await recruiter.click(choice.response, label="No clan")
        await world.until(lambda: world.name(thread) == "Closed-0042-tom-NONE")


async def test_the_list_lets_staff_alone_correct_a_tag() -> None:
    async with mornings() as world:
        recruiter, tom = world.crew.person("rita", "recruiter"), world.crew.person("tom")
        thread = await world.open("0042-tom-NOX", greeting=f"Welcome <@{tom.id}>!")
        await world.close(thread)
        await world.until(lambda: world.name(thread) == "Closed-0042-tom-NOX")
        # By the prefix, the list stands where everybody sees it.
        shown = await world.crew.ask(recruiter, "!tickets")
        refused = await tom.select(shown, [values(shown)[0]])
        assert "is changed by recruiters and admins" in said(refused)
        # After a restart it works as before.
        await world.crew.restart()
        choice = await recruiter.select(shown, [values(shown)[0]])
        await recruiter.select(choice.response, ["EMB"])
        await world.until(lambda: world.name(thread) == "Closed-0042-tom-EMB")


def described(message: Any) -> str:
    return str(message.embeds[0].description)


def options(message: Any) -> list[str]:
    return [label for label, _ in _choice(message)]


def values(message: Any) -> list[str]:
    return [value for _, value in _choice(message)]


def _choice(message: Any) -> list[tuple[str, str]]:
    """The first control's options; private messages hold them as Discord sends them."""
    row = message.components[0]
    if hasattr(row, "children"):
        return [(each.label, each.value) for each in row.children[0].options]
    return [(each["label"], each["value"]) for each in row["components"][0]["options"]]
