"""Where seats are shown beside a clan's card: the daily summary; and of clans with odd tags."""

from typing import Any

from tests.behaviour.clanmatch.seats import Office, open_office


async def summary(office: Office) -> str:
    """What the daily summary says; its job has its turn."""
    step: Any = office.cluster.bot.brings["summary"].jobs[0].step
    await step()
    await office.env.settle()
    posted = office.place(office.cluster.settings.recruiters_thread_id).last_message
    return str(posted.embeds[0].description)


async def test_the_daily_summary_says_what_is_held_and_who_waits() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        first, second = await office.ticket("0042-Tom"), await office.ticket("0043-Ann")
        await office.hold(rita, first, "GSHW")
        told = await office.hold(rita, second, "GSHW")
        await rita.click(told.response, label="Join the queue")
        await office.hold(rita, await office.ticket("0044-Bob"), "NOX")
        assert "**Seats held:** 2, 1 in a queue" in await summary(office)


async def test_the_daily_summary_says_nothing_of_seats_where_there_are_none() -> None:
    async with open_office() as office:
        assert "Seats" not in await summary(office)


async def test_a_tag_that_the_sheet_keeps_as_a_number_is_found() -> None:
    """Shown as `007` by the format of its cell, and stored as 7."""
    async with open_office() as office:
        nox = next(row for row in office.workbook.tabs["bot_info"] if row[2] == "NOX")
        nox[2] = 7
        read = office.workbook.read

        async def shown(tabs: Any) -> Any:
            grids = await read(tabs)
            return {
                tab: tuple(
                    (*row[:2], "007", *row[3:]) if row[2:3] == ("7",) else row for row in rows
                )
                for tab, rows in grids.items()
            }

        office.workbook.read = shown
        await office.cluster.refresh()
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        told = await office.hold(rita, ticket, "007")
        assert "007" in told.response.content
        assert (office.row(ticket)["clantag"], office.state(ticket)) == ("007", "held")
        profile = await office.cluster.ask(rita, "!clan 007")
        assert "**Open spots** 2" in str(profile.embeds[0].to_dict())
        await office.named(ticket, "Closed-0042-Tom-007")
        row = office.row(ticket)
        assert (row["state"], row["spots seen"]) == ("placed", "3")
