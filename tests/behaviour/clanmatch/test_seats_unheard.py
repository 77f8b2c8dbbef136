"""Tickets that are closed, or opened again, while nobody listens."""

import pytest

from tests.behaviour.clanmatch.seats import SEATS, Office, open_office


async def unheard(office: Office, thread: int, name: str, *, archived: bool = False) -> None:
    """The ticket gets this name, and the process that could tell ends before it has written it."""
    with office.google_away():
        await office.named(thread, name)
        if archived:
            office.backend.edit_channel(thread, {}, thread_metadata={"archived": True})
            await office.env.settle()
    await office.cluster.restart()
    await office.minute()


@pytest.mark.parametrize("archived", [False, True])
async def test_a_close_that_nobody_heard_takes_its_seat_after_the_start(archived: bool) -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        await office.hold(rita, await office.ticket("0042-Tom"), "NOX")
        other = await office.ticket("0043-Ann")
        await office.cluster.wait(60)
        await rita.send(office.place(other), "closed, thank you")
        await unheard(office, other, "Closed-0043-Ann-NOX", archived=archived)
        assert office.state(other) == "placed"


async def test_a_row_that_was_deleted_since_its_close_stays_deleted() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        closed = await office.ticket("0041-Eve")
        await office.named(closed, "Closed-0041-Eve-NOX")
        await office.cluster.wait(60)
        held = await office.ticket("0042-Tom")
        await office.hold(rita, held, "NOX")
        grid = office.workbook.tabs[SEATS]
        grid[:] = [row for row in grid if str(closed) not in row]
        await office.cluster.restart()
        await office.minute()
        assert [row["thread"] for row in office.rows()] == [str(held)]


async def test_a_ticket_that_was_opened_again_while_nobody_listened_gives_its_seat_back() -> None:
    async with open_office() as office:
        ticket = await office.ticket("0042-Tom")
        await office.named(ticket, "Closed-0042-Tom-NOX")
        assert office.state(ticket) == "placed"
        await unheard(office, ticket, "0042-Tom")
        assert office.state(ticket) == "freed"


async def test_a_session_that_was_lost_is_looked_after_like_a_start() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        await office.minute()
        cog = office.cluster.bot.get_cog("Seats")
        assert cog is not None
        await office.cluster.bot.remove_cog("Seats")  # nobody listens
        await office.named(ticket, "Closed-0042-Tom-NOX")
        await office.cluster.bot.add_cog(cog)
        office.cluster.bot.dispatch("guild_available", office.cluster.bot.guilds[0])
        await office.env.settle()
        await office.minute()
        assert office.state(ticket) == "placed"
