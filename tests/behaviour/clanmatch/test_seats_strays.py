"""Cards that say what no row says: found after a start, told, and put right."""

import pytest

from apps.clanmatch.seats.strays import StrayCards
from tests.behaviour.clanmatch.seats import SEATS, Office, open_office


def delete_row(office: Office, thread: int) -> None:
    rows = office.workbook.tabs[SEATS]
    rows[:] = [row for row in rows if str(thread) not in row]


def told(office: Office, thread: int) -> list[str]:
    messages = office.place(thread).history()
    return [m.content for m in messages if "is not held any more" in str(m.content)]


async def restarted(office: Office) -> None:
    await office.cluster.restart()
    await office.minute()


async def test_a_row_deleted_while_the_bot_was_away_is_told_after_the_start() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        tickets = [await office.ticket(f"004{n}-Tom{n}") for n in range(3)]
        for ticket in tickets:
            await office.hold(rita, ticket, "NOX")
        card = office.card(tickets[1]).id
        delete_row(office, tickets[1])
        await restarted(office)
        first = next(each for each in office.cards(tickets[1]) if each.id == card)
        assert "Its row was removed" in first.embeds[0].description
        assert f"by <@{rita.id}>" in first.embeds[0].description
        assert [(f.name, f.value) for f in first.embeds[0].fields][:1] == [("For", "Tom\\_1")]
        assert len(told(office, tickets[1])) == 1
        assert "seat at NOX" in told(office, tickets[1])[0]
        assert not told(office, tickets[0])
        assert office.says(tickets[2]).startswith("Held until")
        await restarted(office)
        assert len(told(office, tickets[1])) == 1, "said once"


async def test_a_row_freed_by_hand_while_the_bot_was_away_is_what_its_card_says() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        rows = office.workbook.tabs[SEATS]
        rows[1][rows[0].index("state")] = "freed"
        await restarted(office)
        assert office.says(ticket).startswith("Nothing is held here any more.")
        assert not told(office, ticket)


async def test_a_ticket_that_slept_meanwhile_is_told_when_it_is_opened_again() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        office.backend.edit_channel(ticket, {}, thread_metadata={"archived": True})
        delete_row(office, ticket)
        await restarted(office)
        assert not told(office, ticket)
        office.backend.edit_channel(ticket, {}, thread_metadata={"archived": False})
        await office.env.settle()
        await office.minute()
        assert len(told(office, ticket)) == 1


async def test_a_press_on_a_card_without_a_row_puts_it_right_at_once() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        await office.cluster.restart()
        await office.minute()
        office.minding.rounds.forget(ticket)  # as an instance that never saw the row
        delete_row(office, ticket)
        await office.press(rita, ticket, "Release")
        assert len(told(office, ticket)) == 1


async def test_a_card_that_was_posted_after_the_read_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another instance holds a seat while this one begins: its read is older than that card."""
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        after = [list(row) for row in office.workbook.tabs[SEATS]]
        delete_row(office, ticket)
        await office.cluster.restart()

        async def look(strays: StrayCards) -> None:
            # The round has read the rows by then: without the row of the card.
            office.workbook.tabs[SEATS] = after
            await strays.look_at([ticket])

        monkeypatch.setattr(StrayCards, "look", look)
        await office.minute()
        assert not told(office, ticket)
        assert office.says(ticket).startswith("Held until")


async def test_of_two_cards_the_one_that_the_row_names_stays() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        rows = office.workbook.tabs[SEATS]
        # The process ended before it had written which message the card is; a day later …
        rows[1][rows[0].index("card")] = ""
        await office.cluster.wait(3600 * 24)
        await restarted(office)
        cards = office.cards(ticket)
        assert [str(card.id) for card in cards] == [office.row(ticket)["card"]]
