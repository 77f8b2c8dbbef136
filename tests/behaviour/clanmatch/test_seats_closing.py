"""Tickets that are closed, many at once or while somebody holds a seat for them."""

import asyncio

from tests.behaviour.clanmatch.seats import open_office


async def test_twenty_closes_at_once_cost_a_few_requests() -> None:
    async with open_office() as office:
        tickets = [await office.ticket(f"{n:04}-Tom{n}") for n in range(20)]
        await office.minute()
        reads, writes = office.workbook.reads, office.workbook.writes
        office.workbook.held.clear()
        for n, ticket in enumerate(tickets):
            office.backend.edit_channel(ticket, {"name": f"Closed-{n:04}-Tom{n}-NOX"})
        await asyncio.sleep(0.05)
        office.workbook.held.set()
        await office.env.settle()
        await office.minute()
        assert [office.state(ticket) for ticket in tickets] == ["placed"] * 20
        # The first alone, all others together: a read, a write, its check, the round; time's own.
        assert office.workbook.reads - reads <= 12
        assert office.workbook.writes - writes <= 4


async def test_nothing_is_held_for_a_closed_ticket() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.named(ticket, "Closed-0042-Tom-NDK")
        told = await office.hold(rita, ticket, "NOX")
        assert "is closed" in told.response.content
        assert office.row(ticket)["clantag"] == "NDK"


async def test_a_ticket_that_closes_while_its_seat_is_written_stays_closed() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        form = await office.ask_for_form(rita, ticket, "NOX")
        office.workbook.held.clear()
        sent = asyncio.ensure_future(
            rita.submit_modal(form, {"days": ["1"], "person": "Tom", "note": ""})
        )
        await asyncio.sleep(0.05)
        changes = {"name": "Closed-0042-Tom-NDK"}
        office.backend.edit_channel(ticket, changes, thread_metadata={"archived": True})
        office.workbook.held.set()
        await sent
        await office.minute()
        assert (office.state(ticket), office.row(ticket)["clantag"]) == ("placed", "NDK")
        meta = office.backend.get_thread(ticket).thread_metadata
        assert meta is not None
        assert meta.archived
        assert office.cards(ticket) == [], "a post would open it again"


async def test_no_card_is_posted_into_a_closed_ticket() -> None:
    """Somebody wrote `held` into the row of a ticket that is closed."""
    async with open_office() as office:
        ticket = await office.ticket("0042-Tom")
        await office.named(ticket, "Closed-0042-Tom-NOX")
        office.backend.edit_channel(ticket, {}, thread_metadata={"archived": True})
        await office.minute()
        header, row = office.workbook.tabs["Seats"]
        row[header.index("state")] = "held"
        await office.look()
        assert office.cards(ticket) == []
        meta = office.backend.get_thread(ticket).thread_metadata
        assert meta is not None
        assert meta.archived
