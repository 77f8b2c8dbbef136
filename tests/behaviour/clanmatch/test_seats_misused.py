"""What real people do with seats: old buttons, closed tickets, rows edited by hand."""

from contextlib import suppress
from typing import Any

import pytest

from shared.sheets.errors import SheetsError
from tests.behaviour.clanmatch.seats import SEATS, Office, open_office


def edit(office: Office, thread: int, header: str, value: Any) -> None:
    """Somebody types into a cell of the ticket's row."""
    rows = office.workbook.tabs[SEATS]
    row = next(row for row in rows if str(thread) in row)
    row[rows[0].index(header)] = value


async def queued(office: Office, rita: Any) -> tuple[int, int]:
    """The only seat is held for one ticket, and another one waits for it."""
    first, second = await office.ticket("0042-Tom"), await office.ticket("0043-Ann")
    await office.hold(rita, first, "GSHW", days="7")
    told = await office.hold(rita, second, "GSHW")
    await rita.click(told.response, label="Join the queue")
    return first, second


async def test_leaving_the_queue_by_an_old_call_gives_no_held_seat_away() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        first, second = await queued(office, rita)
        recruiters = office.place(office.cluster.settings.recruiters_thread_id)
        edit(office, second, "by", "")  # nobody to ask in the ticket: the recruiters are told, too
        await office.press(rita, first, "Release")
        form = await office.press(rita, second, "Hold")
        await rita.submit_modal(form, {"days": ["1"]})
        call = recruiters.last_message
        pressed = await rita.click(call, label="Leave the queue")
        assert "That is over" in pressed.followups[-1].content
        assert office.state(second) == "held"
        assert "Held until" in recruiters.last_message.embeds[0].description


async def test_extending_never_makes_a_hold_shorter() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX", days="7")
        before = office.row(ticket)["until"]
        form = await office.press(rita, ticket, "Extend")
        await rita.submit_modal(form, {"days": ["1"]})
        assert office.row(ticket)["until"] == before


async def test_a_closed_ticket_keeps_its_placement_and_holds_no_seat() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.named(ticket, "Closed-0042-Tom-NOX")
        told = await office.hold(rita, ticket, "NDK")
        assert "is closed" in told.response.content
        assert (office.state(ticket), office.row(ticket)["clantag"]) == ("placed", "NOX")


async def test_a_call_that_is_told_elsewhere_shows_what_came_of_it() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        first, second = await queued(office, rita)
        parent = office.cluster.settings.welcome_channel_id
        recruiters = office.place(office.cluster.settings.recruiters_thread_id)
        await office.cluster.forbid("send_messages_in_threads", place=parent)
        office.backend.delete_message(second, office.card(second).id)
        await office.press(rita, first, "Release")
        assert office.state(second) == "called"
        call = recruiters.last_message
        assert "A seat is free." in call.embeds[0].description
        await rita.click(call, label="Not now")
        assert office.state(second) == "queued"
        assert "The clan is full" in recruiters.last_message.embeds[0].description
        assert f"<#{second}>" in recruiters.last_message.embeds[0].fields[-1].value
        await rita.click(recruiters.last_message, label="Leave the queue")
        assert "Nothing is held" in recruiters.last_message.embeds[0].description


async def test_lists_take_whatever_is_typed() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        edit(office, ticket, "for", "T" * 5000)
        listed = await office.cluster.ask(rita, "!seats")
        assert f"<#{ticket}>" in listed.embeds[0].description
        other = await office.cluster.ask(rita, "!seats " + "*" * 900)
        assert "Nothing is held" in other.embeds[0].description


async def test_a_date_at_the_end_of_time_stops_no_round() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        first, second = await queued(office, rita)
        edit(office, second, "until", "9999-12-31 23:59")
        await office.press(rita, first, "Release")
        assert office.state(second) == "called"


@pytest.mark.parametrize("words", ["next friday", "", "3", 3])
async def test_words_for_an_end_neither_free_a_seat_nor_keep_it_for_ever(words: object) -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX", days="7")
        await office.minute(60 * 24 * 6)
        form = await office.press(rita, ticket, "Extend")
        await rita.submit_modal(form, {"days": ["7"]})
        await office.minute(60 * 24 * 2)
        edit(office, ticket, "until", words)
        await office.look()
        assert office.state(ticket) == "held"
        assert office.says(ticket).startswith("Held until <t:")
        await office.minute(60 * 24 * 7 + 10)
        assert office.state(ticket) == "freed"


async def test_a_row_added_by_hand_is_held_and_waits_its_turn() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        first, second = await queued(office, rita)
        await office.cluster.wait(60)
        third, fourth = await office.ticket("0044-Bob"), await office.ticket("0045-Eve")
        header = office.workbook.tabs[SEATS][0]
        for thread, tag, state in ((third, "GSHW", "queued"), (fourth, "NOX", "Held")):
            typed = {"thread": str(thread), "clantag": tag, "state": state}
            office.workbook.tabs[SEATS].append([typed.get(name, "") for name in header])
        await office.look()
        assert office.says(fourth).startswith("Held until <t:")
        await office.press(rita, first, "Release")
        assert [office.state(each) for each in (second, third)] == ["called", "queued"]


async def test_asks_that_nobody_finished_stand_in_line() -> None:
    """Both processes end between asking and looking; each recruiter may ask once more."""
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        first, second = await office.ticket("0042-Tom"), await office.ticket("0043-Ann")
        office.cell("GSHW", "2")
        for ticket in (first, second):
            form = await office.ask_for_form(rita, ticket, "GSHW")
            office.end_before_write(1)
            await rita.submit_modal(form, {"days": ["1"], "person": "Tom", "note": ""})
            office.writes_work()
        offer = office.card(first)
        office.cell("GSHW", "1")
        assert [office.state(each) for each in (first, second)] == ["asked", "asked"]
        await office.cluster.restart()
        await office.minute(12)
        assert [office.state(each) for each in (first, second)] == ["called", "queued"]
        assert f"<@{rita.id}>" in office.card(first).content
        assert "The clan is full" in office.says(second)
        await office.press(rita, first, "Leave the queue")
        await office.press(rita, second, "Leave the queue")
        await rita.click(offer, label="Try again")
        assert office.state(first) == "held"


async def test_a_link_does_for_a_thread() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        guild = office.cluster.world.guild.id
        edit(office, ticket, "thread", f"https://discord.com/channels/{guild}/{ticket}")
        await office.look()
        await office.press(rita, ticket, "Release")
        assert [row["state"] for row in office.rows()] == ["freed"]
        assert "Nothing is held" in office.says(ticket)


async def test_a_clan_that_is_called_like_an_answer_gets_no_placements() -> None:
    async with open_office() as office:
        office.workbook.tabs["bot_info"].append(["", "Leavers", "LEFT", "1", "4"])
        await office.cluster.refresh()
        await office.named(await office.ticket("0042-Tom"), "Closed-0042-Tom")
        await office.named(await office.ticket("0043-Big"), "Closed-0043-Big-NOX-LEFT")
        assert office.rows() == []


async def test_words_for_spots_are_not_over_promised() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        office.cell("NOX", "lots!")
        await office.cluster.refresh()
        await office.look()
        profile = await office.cluster.ask(rita, "!clan NOX")
        card = (await rita.click(profile, label="Choose this clan")).response
        assert "**Open spots** “lots!”, 1 held ·" in card.embeds[0].description


async def test_blanks_in_a_tag_make_it_no_other_clan() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket, other = await office.ticket("0042-Tom"), await office.ticket("0043-Ann")
        for row in office.workbook.tabs["bot_info"]:
            row[2] = "GS HW" if row[2] == "GSHW" else row[2]
        await office.cluster.refresh()
        await office.hold(rita, ticket, "GS HW")
        edit(office, ticket, "clantag", "gs  hw")
        told = await office.hold(rita, other, "GS HW")
        assert "no free seat" in told.response.content


async def test_a_ticket_that_was_deleted_while_the_bot_was_away_waits_no_more() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        first, second = await queued(office, rita)
        office.backend.delete_channel(second)
        await office.env.settle()
        edit(office, second, "state", "queued")  # as it stands where nobody heard of that
        await office.cluster.restart()
        await office.minute()
        assert office.state(second) == "freed"
        assert office.state(first) == "held"


async def test_a_tag_that_left_the_roster_is_named_and_its_holds_can_be_released() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        first, second = await queued(office, rita)
        for row in office.workbook.tabs["bot_info"]:
            row[2] = "GSH2" if row[2] == "GSHW" else row[2]
        await office.look()
        listed = (await office.cluster.ask(rita, "!seats")).embeds[0].description
        assert listed.count("⚠ no clan of the roster has this tag") == 2
        await office.press(rita, first, "Release")
        await office.press(rita, second, "Leave the queue")
        assert [office.state(each) for each in (first, second)] == ["freed", "freed"]


async def test_a_long_list_of_one_clan_points_nowhere_else() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        await office.hold(rita, await office.ticket("0042-Tom"), "NOX")
        grid = office.workbook.tabs[SEATS]
        thread, card = (grid[0].index(name) for name in ("thread", "card"))
        for number in range(120):
            row = [*grid[1]]
            row[thread], row[card] = str(1_500_000_000_000_000_000 + number), ""
            grid.append(row)
        listed = (await office.cluster.ask(rita, "!seats NOX")).embeds[0].description
        assert listed.rpartition("\n")[2].startswith("… and ")
        assert "/seats" not in listed


async def test_whoever_lost_the_role_before_the_form_was_sent_holds_nothing() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        form = await office.ask_for_form(rita, ticket, "NOX")
        guild, role = office.cluster.world.guild.id, office.cluster.roles["recruiter"].id
        office.backend.remove_member_role(guild, rita.id, role)
        await office.env.settle()
        told = await rita.submit_modal(form, {"days": ["1"], "person": "Tom", "note": ""})
        assert "recruiters and admins only" in told.response.content
        assert office.rows() == []


async def test_an_emptied_tab_gets_its_headings_back_and_a_renamed_one_is_named() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        first, second = await office.ticket("0042-Tom"), await office.ticket("0043-Ann")
        await office.hold(rita, first, "NOX")
        office.workbook.tabs[SEATS][:] = []
        await office.look()
        assert "is not held any more" in office.card(first).content
        await office.hold(rita, second, "NOX")
        assert [row["thread"] for row in office.rows()] == [str(second)]
        header = office.workbook.tabs[SEATS][0]
        header[header.index("state")] = "what of it"
        told = await office.hold(rita, first, "NOX")
        assert "no column is headed state" in told.response.content
        listed = (await office.cluster.ask(rita, "!seats")).embeds[0].description
        assert "held for Tom" in listed
        assert "no column is headed state" in listed
        assert office.says(second).startswith("Held until")
        header[header.index("what of it")] = "State"
        await office.look()
        await office.press(rita, second, "Release")
        assert "Nothing is held" in office.says(second)


async def test_a_clan_that_is_new_in_the_roster_gets_its_placement() -> None:
    async with open_office() as office:
        ticket = await office.ticket("0042-Tom")
        await office.cluster.ask(office.cluster.person("rita", "recruiter"), "!clan NOX")
        office.workbook.tabs["bot_info"].append(["", "Newest", "NWST", "1", "4"])
        await office.named(ticket, "Closed-0042-Tom-NWST")  # before the roster is read again
        assert (office.state(ticket), office.row(ticket)["clantag"]) == ("placed", "NWST")


async def test_a_ticket_that_is_deleted_while_google_is_away_waits_no_more() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        _, second = await queued(office, rita)
        await office.minute()
        with office.google_away():
            office.backend.delete_channel(second)
            await office.env.settle()
        await office.look()
        assert office.state(second) == "freed"


async def test_blanks_for_a_name_are_no_name() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        form = await office.ask_for_form(rita, ticket, "NOX")
        await rita.submit_modal(form, {"days": ["1"], "person": "  ", "note": " "})
        assert (office.row(ticket)["for"], office.row(ticket)["note"]) == ("Tom", "")


async def test_a_renamed_tab_frees_no_seat_and_is_named() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        first, second = await office.ticket("0042-Tom"), await office.ticket("0043-Ann")
        await office.hold(rita, first, "NOX")
        tabs = office.workbook.tabs
        tabs["Seats 2026"] = tabs.pop(SEATS)
        told = await office.hold(rita, second, "NOX")
        assert "the tab 'Seats 2026' has its headings" in told.response.content
        await office.cluster.restart()
        with suppress(SheetsError):
            await office.minute()
        assert SEATS not in tabs
        assert office.says(first).startswith("Held until")
        tabs[SEATS] = tabs.pop("Seats 2026")
        await office.minute(6)
        await office.press(rita, first, "Release")
        assert office.state(first) == "freed"


@pytest.mark.parametrize("cell", [1.4112345678901235e18, "0042", "#REF!"])
async def test_a_thread_that_became_something_else_is_written_anew(cell: object) -> None:
    """Typed once more an id is a number without its last digits; a link shows its label alone."""
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket, other = await office.ticket("0042-Tom"), await office.ticket("0043-Ann")
        await office.hold(rita, ticket, "NOX")
        await office.hold(rita, other, "NOX")
        await office.minute()
        edit(office, ticket, "thread", cell)
        await office.look()
        assert office.state(ticket) == "held"
        assert len(office.rows()) == 2
        assert office.says(ticket).startswith("Held until")
        edit(office, ticket, "thread", "")  # … but whoever empties it takes the row away
        await office.look()
        assert "is not held any more" in office.card(ticket).content


async def test_a_card_that_is_deleted_comes_back() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        await office.minute()
        office.backend.delete_message(ticket, office.card(ticket).id)
        await office.env.settle()
        await office.minute()
        assert office.row(ticket)["card"] == str(office.card(ticket).id)
        await office.press(rita, ticket, "Release")
        assert office.state(ticket) == "freed"


@pytest.mark.parametrize("heading", ["State", "Until", "Thread"])
async def test_a_column_of_people_with_a_heading_of_ours_is_named_and_left_alone(
    heading: str,
) -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        rows = office.workbook.tabs[SEATS]
        for number, row in enumerate(rows):
            row.insert(0, heading if number == 0 else "theirs")
        with suppress(SheetsError):
            await office.look()
        assert rows[1][0] == "theirs"
        assert office.says(ticket).startswith("Held until")
        refused = await office.press(rita, ticket, "Release")
        assert f"two columns are headed {heading.lower()}" in refused.followups[-1].content
        rows[0][0] = "Notes of Rita"
        await office.press(rita, ticket, "Release")
        assert office.state(ticket) == "freed"


async def test_google_away_and_a_ticket_that_is_closed_to_the_bot_is_told_in_plain_words() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        form = await office.ask_for_form(rita, await office.ticket("0042-Tom"), "NOX")
        parent = office.cluster.settings.welcome_channel_id
        await office.cluster.forbid("send_messages_in_threads", place=parent)
        with office.google_away():
            told = await rita.submit_modal(form, {"days": ["7"], "person": "Tom", "note": ""})
        assert "Not held yet" in told.response.content
        assert "Try again from the clan's card" in told.response.content
