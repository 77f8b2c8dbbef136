"""Holding seats: a recruiter's presses, the card, the row, and what everybody is shown."""

from contextlib import suppress
from typing import Any

import pytest

from shared.sheets.errors import SheetsError, Unreachable
from tests.behaviour.clanmatch.seats import Office, open_office


async def shown_to(office: Office, person: Any, tag: str) -> str:
    profile = await office.cluster.ask(person, f"!clan {tag}")
    card = await person.click(profile, label="Choose this clan")
    return str([embed.to_dict() for embed in card.response.embeds])


async def test_a_seat_is_held_extended_and_released() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        told = await office.hold(rita, ticket, "GSHW")
        assert "GSHW" in told.response.content
        row = office.row(ticket)
        assert (row["state"], row["clantag"], row["ticket"]) == ("held", "GSHW", "0042")
        assert (row["for"], row["note"], row["by"]) == ("Tom_1", "comes on Monday", str(rita.id))
        assert row["card"] == str(office.card(ticket).id)
        assert office.says(ticket).startswith("Held until <t:")
        before = row["until"]
        form = await office.press(rita, ticket, "Extend")
        await rita.submit_modal(form, {"days": ["7"]})
        assert office.row(ticket)["until"] > before
        await office.press(rita, ticket, "Release")
        assert office.state(ticket) == "freed"
        assert office.says(ticket).startswith("Nothing is held here any more.")
        assert len(office.cards(ticket)) == 1


async def test_members_see_the_number_and_recruiters_why() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ann = office.cluster.person("ann")
        await office.hold(rita, await office.ticket("0042-Tom"), "NOX")
        member, recruiter = await shown_to(office, ann, "NOX"), await shown_to(office, rita, "NOX")
        assert "2, 1 held" in recruiter
        assert "1 held" not in member
        assert "**Open spots** 2" in member


async def test_only_recruiters_hold_seats() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ann = office.cluster.person("ann")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        refused = await office.press(ann, ticket, "Release")
        assert "recruiters and admins only" in refused.response.content
        assert office.state(ticket) == "held"


async def test_a_ticket_has_one_seat() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        told = await office.hold(rita, ticket, "NDK")
        assert "has a seat already" in told.response.content
        assert [row["clantag"] for row in office.rows()] == ["NOX"]


async def test_from_elsewhere_the_form_asks_for_the_ticket() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        profile = await office.cluster.ask(rita, "!clan NOX")
        shown = await rita.click(profile, label="Choose this clan")
        form = await rita.click(shown.response, label="Hold a seat")
        await rita.submit_modal(
            form, {"ticket": "0042", "days": ["1"], "person": "Tom", "note": ""}
        )
        assert office.state(ticket) == "held"
        assert office.says(ticket).startswith("Held until")


async def test_the_last_seat_is_queued_for_called_and_taken_up() -> None:
    async with open_office() as office:
        rita, rob = (office.cluster.person(name, "recruiter") for name in ("rita", "rob"))
        first, second = await office.ticket("0042-Tom"), await office.ticket("0043-Ann")
        await office.hold(rita, first, "GSHW")
        told = await office.hold(rob, second, "GSHW")
        assert "GSHW has no free seat" in told.response.content
        await rob.click(told.response, label="Join the queue")
        assert office.state(second) == "queued"
        assert "The clan is full" in office.says(second)
        await office.press(rita, first, "Release")
        assert office.state(second) == "called"
        assert f"<@{rob.id}>" in office.card(second).content
        assert "A seat is free." in office.says(second)
        form = await office.press(rob, second, "Hold")
        await rob.submit_modal(form, {"days": ["1"]})
        assert office.state(second) == "held"
        assert office.says(second).startswith("Held until")
        assert len(office.cards(second)) == 1
        assert not office.card(second).content


async def test_not_now_lets_the_next_one_go_first() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        tickets = [await office.ticket(f"004{n}-Tom{n}") for n in range(3)]
        await office.hold(rita, tickets[0], "GSHW")
        for ticket in tickets[1:]:
            told = await office.hold(rita, ticket, "GSHW")
            joined = await rita.click(told.response, label="Join the queue")
            place = "first in line" if ticket == tickets[1] else "1 before it"
            assert f"In the queue of GSHW, {place}" in str(joined.response.content)
        await office.press(rita, tickets[0], "Release")
        assert [office.state(each) for each in tickets] == ["freed", "called", "queued"]
        await office.press(rita, tickets[1], "Not now")
        assert [office.state(each) for each in tickets] == ["freed", "queued", "called"]
        await office.press(rita, tickets[2], "Leave the queue")
        await office.look()
        assert [office.state(each) for each in tickets] == ["freed", "queued", "freed"]


async def test_nobody_is_called_at_night() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        first, second = await office.ticket("0042-Tom"), await office.ticket("0043-Ann")
        await office.hold(rita, first, "GSHW", days="7")
        told = await office.hold(rita, second, "GSHW")
        await rita.click(told.response, label="Join the queue")
        await office.cluster.wait(3600 * 10)  # 22:00 UTC
        await office.press(rita, first, "Release")
        assert office.state(second) == "queued"
        await office.cluster.wait(3600 * 11)
        await office.look()
        assert office.state(second) == "called"


async def test_a_hold_ends_by_itself_and_its_card_says_so() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "GSHW", days="1")
        await office.minute(60 * 24 + 1)
        assert office.state(ticket) == "freed"
        assert office.says(ticket).startswith("Nothing is held here")


async def test_a_closed_ticket_takes_its_seat_and_the_last_name_wins() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ann = office.cluster.person("ann")
        ticket, other = await office.ticket("0042-Tom"), await office.ticket("0043-Ann")
        await office.hold(rita, ticket, "NOX")
        await office.named(ticket, "Closed-0042-Tom-NOX")
        row = office.row(ticket)
        assert (row["state"], row["clantag"], row["spots seen"]) == ("placed", "NOX", "3")
        await office.named(other, "Closed-0043-Ann-NOX")  # without a hold
        assert office.row(other)["state"] == "placed"
        assert "**Open spots** 1" in await shown_to(office, ann, "NOX")
        await office.named(ticket, "Closed-0042-Tom-NDK")
        assert (office.row(ticket)["clantag"], office.state(ticket)) == ("NDK", "placed")
        await office.named(ticket, "Closed-0042-Tom-LEFT")
        assert office.state(ticket) == "freed"
        await office.named(other, "0043-Ann")
        assert office.state(other) == "freed"


async def test_a_lower_cell_settles_a_placement() -> None:
    async with open_office() as office:
        ann = office.cluster.person("ann")
        ticket = await office.ticket("0042-Tom")
        await office.named(ticket, "Closed-0042-Tom-NOX")
        assert "**Open spots** 2" in await shown_to(office, ann, "NOX")
        office.cell("NOX", "2")
        await office.look()
        assert office.row(ticket)["spots seen"] == ""
        assert "**Open spots** 2" in await shown_to(office, ann, "NOX")


async def test_google_away_promises_nothing_and_try_again_holds() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        form = await office.ask_for_form(rita, ticket, "NOX")
        office.workbook.fail_read = Unreachable("no answer")
        told = await rita.submit_modal(form, {"days": ["7"], "person": "Tom", "note": "a_b"})
        assert "Not held yet" in told.response.content
        assert "Not held yet" in office.says(ticket)
        assert office.rows() == []
        office.workbook.fail_read = Unreachable("no answer")
        await office.press(rita, ticket, "Try again")
        assert "Not held yet" in office.says(ticket)
        await office.press(rita, ticket, "Try again")
        row = office.row(ticket)
        assert (row["state"], row["for"], row["note"]) == ("held", "Tom", "a_b")
        assert office.says(ticket).startswith("Held until")
        assert len(office.cards(ticket)) == 1


async def test_a_row_that_a_person_deletes_frees_the_seat_and_its_thread_is_told() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        card = office.card(ticket).id
        await office.minute()
        del office.workbook.tabs["Seats"][1]
        await office.look()
        first = next(each for each in office.cards(ticket) if each.id == card)
        assert "Its row was removed" in first.embeds[0].description
        assert "is not held any more" in office.card(ticket).content
        told = await office.hold(rita, ticket, "NOX")
        assert "NOX" in told.response.content
        assert office.state(ticket) == "held"


@pytest.mark.parametrize("tag", ["TCYJ"])
async def test_a_clan_whose_tag_stands_twice_holds_no_seats(tag: str) -> None:
    async with open_office() as office:
        office.workbook.tabs["bot_info"].append(["", "Twin", tag, "1", "4"])
        await office.cluster.refresh()
        rita = office.cluster.person("rita", "recruiter")
        told = await office.hold(rita, await office.ticket("0042-Tom"), tag)
        assert "stands twice" in told.response.content
        assert office.rows() == []


async def test_the_list_names_every_ticket_with_a_link() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        listed = await office.cluster.ask(rita, "!seats nox")
        assert f"<#{ticket}>" in listed.embeds[0].description
        other = await office.cluster.ask(rita, "!seats NDK")
        assert "Nothing is held" in other.embeds[0].description


async def test_after_a_start_every_card_is_made_equal_to_its_row() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        tickets = [await office.ticket(f"004{n}-Tom{n}") for n in range(3)]
        for ticket in tickets:
            await office.hold(rita, ticket, "NOX")
        seats = office.workbook.tabs["Seats"]
        header = seats[0]
        seats[1][header.index("until")] = "2030-01-01 10:00 UTC"  # while the bot is away
        seats[2:] = reversed(seats[2:])
        with office.google_away():
            # What is heard now is forgotten with this process.
            await office.named(tickets[1], "Closed-0041-Tom1-NOX")
        await office.cluster.restart()
        await office.minute()
        assert "<t:1893492000:R>" in office.says(tickets[0])
        assert office.state(tickets[1]) == "placed"
        assert "the seat is taken" in office.says(tickets[1])
        assert office.says(tickets[2]).startswith("Held until")


async def test_ten_minutes_without_google_lose_and_promise_nothing() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        held, closed = await office.ticket("0042-Tom"), await office.ticket("0043-Ann")
        await office.hold(rita, held, "GSHW", days="1")
        form = await office.ask_for_form(rita, await office.ticket("0044-Bob"), "NOX")
        await office.cluster.wait(60 * 60 * 23)
        with office.google_away():
            await office.named(closed, "Closed-0043-Ann-NOX")
            told = await rita.submit_modal(form, {"days": ["1"], "person": "Bob", "note": ""})
            assert "Not held yet" in told.response.content
            refused = await office.press(rita, held, "Release")
            assert "Nothing has changed yet" in refused.followups[-1].content
            for _ in range(10):
                with suppress(SheetsError):
                    await office.minute()
            assert [row["state"] for row in office.rows()] == ["held"]
        await office.look()
        assert office.state(closed) == "placed"
        assert office.state(held) == "held"
        await office.press(rita, held, "Release")
        assert office.state(held) == "freed"


@pytest.mark.parametrize("lost", [0, 1, 2])
@pytest.mark.parametrize("written", [True, False])
async def test_an_answer_that_is_lost_holds_one_seat(lost: int, written: bool) -> None:
    """At each write of a hold: done or not done, nobody knows."""
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        form = await office.ask_for_form(rita, ticket, "GSHW")
        office.lose_an_answer(after=lost, written=written)
        await rita.submit_modal(form, {"days": ["1"], "person": "Tom", "note": ""})
        await office.look()
        if office.state(ticket) != "held":
            await office.press(rita, ticket, "Try again")
        assert [row["state"] for row in office.rows()] == ["held"]
        await office.minute()
        assert office.row(ticket)["card"] == str(office.card(ticket).id)
        assert office.says(ticket).startswith("Held until")


@pytest.mark.parametrize("writes", range(5))
async def test_a_restart_at_each_step_leaves_no_seat_behind(writes: int) -> None:
    """The process ends before one of the writes; the next one sees to what it left."""
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        first, second = await office.ticket("0042-Tom"), await office.ticket("0043-Ann")
        form = await office.ask_for_form(rita, first, "GSHW")
        office.end_before_write(writes)
        with suppress(SheetsError):
            await rita.submit_modal(form, {"days": ["1"], "person": "Tom", "note": ""})
        office.writes_work()
        await office.cluster.restart()
        await office.minute()
        await office.minute(11)
        state = office.state(first) if office.rows() else "freed"
        if state == "called":  # it was asked for: whoever pressed takes it up, or leaves it
            assert f"<@{rita.id}>" in office.card(first).content
            await office.press(rita, first, "Leave the queue")
            state = office.state(first)
        told = await office.hold(rita, second, "GSHW", days="1")
        if state == "held":
            assert "no free seat" in told.response.content
            assert office.says(first).startswith("Held until")
        else:
            assert state == "freed"
            assert office.state(second) == "held"
        await office.minute(60 * 24 + 1)
        await office.minute()
        assert {row["state"] for row in office.rows()} == {"freed"}


async def test_names_of_archived_tickets_are_heard_too() -> None:
    async with open_office() as office:
        ticket = await office.ticket("0042-Tom")
        for archived, name in ((True, "Closed-0042-Tom-NOX"), (True, "0042-Tom")):
            office.backend.edit_channel(ticket, {}, thread_metadata={"archived": archived})
            await office.env.settle()
            await office.named(ticket, name)
        assert office.state(ticket) == "freed"
