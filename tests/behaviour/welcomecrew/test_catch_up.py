"""Tickets that were closed, answered or closed again while the bot was away."""

from dataclasses import replace

from tests.behaviour.welcomecrew.tickets import tickets


async def test_the_picker_works_after_a_restart() -> None:
    async with tickets() as they:
        thread = await they.asked()
        await they.crew.restart()
        await they.pick(thread, "NOX", by=they.crew.person("ann", "recruiter"))
        await they.is_named(thread, "Closed-0042-tom-NOX")
        assert [row[2] for row in they.rows()] == ["NOX"]


async def test_what_was_closed_while_the_bot_was_away_is_found() -> None:
    async with tickets() as they:
        first = await they.open("0041-ann-c1ce")
        await they.close(first)
        await they.is_named(first, "Closed-0041-ann-C1CE")
        tagged, untagged = await they.open("0042-tom-c1ce"), await they.open("0043-bob")
        async with they.away():
            for thread in (tagged, untagged):
                await they.close(thread)
                await they.archive(thread, locked=True)
        await they.is_named(tagged, "Closed-0042-tom-C1CE")
        await they.is_asked(untagged)
        assert [row[0] for row in they.rows()] == ["0041", "0042", "0043"]


async def test_what_was_found_is_told_in_the_log_channel() -> None:
    async with tickets() as they:
        crew = they.crew
        await they.looked_around()
        crew.settings = replace(crew.settings, log_channel_id=crew.channel.id)
        async with they.away():
            for name in ("0042-tom-c1ce", "0043-bob"):
                thread = await they.open(name)
                await they.close(thread)
                await they.archive(thread)

        await they.until(
            lambda: crew.said("before my start: 2 closed, 2 logged, 1 waits for a tag")
        )
        bot = crew.world.env.bot
        third = await they.open("0044-eve-nox")
        with they.unheard():
            bot.dispatch("disconnect")
            await they.close(third)
        bot.dispatch("ready")
        await they.until(lambda: crew.said("1 closed, 1 logged"))
        assert crew.said("while I was away (")


async def test_a_clan_that_left_the_list_leaves_its_tickets_alone() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-nox")
        await they.close(thread)
        await they.archive(thread)
        await they.is_named(thread, "Closed-0042-tom-NOX")
        other = await they.open("0043-bob-c1ce")
        crew = they.crew
        crew.workbook.tabs["clanlist"] = [["clantag"], ["C1CE"]]
        async with they.away():
            await they.close(other)
        await they.is_named(other, "Closed-0043-bob-C1CE")
        assert not they.questions(thread)
        await crew.ask(crew.person("ada", "admin"), "!backfill_tickets")
        await they.until(lambda: crew.said("Backfill done"))
        assert [row[:3] for row in they.rows()] == [
            ["0042", "tom", "NOX"],
            ["0043", "bob", "C1CE"],
        ]


async def test_a_session_lost_during_a_catch_up_is_caught_up_with_as_well() -> None:
    async with tickets() as they:
        first, second = await they.open("0042-tom-c1ce"), await they.open("0043-bob-c1ce")

        def meanwhile(_: object) -> None:
            """The first round has listed the threads and is at the first one's row."""
            with they.unheard():
                they.backend.create_message(second, they.bot.id, "Ticket closed by Ann")
                they.backend.edit_channel(second, {}, thread_metadata={"archived": True})
            they.crew.world.env.bot.dispatch("ready")

        async with they.away():
            await they.close(first)
            they.crew.workbook.before_write.append(meanwhile)
        await they.is_named(second, "Closed-0043-bob-C1CE")
        assert [row[0] for row in they.rows()] == ["0042", "0043"]


async def test_what_a_round_saw_before_the_session_was_lost_is_looked_at_again() -> None:
    """A deferred answer becomes a marker by an edit: the thread seems to be as it was looked at."""
    async with tickets() as they:
        first, second = await they.open("0042-tom-c1ce"), await they.open("0043-bob-c1ce")
        (greeting,) = they.backend.messages[second]

        def meanwhile(_: object) -> None:
            with they.unheard():
                they.backend.edit_message(second, greeting, {"content": "Ticket closed by Ann"})
            they.crew.world.env.bot.dispatch("ready")

        async with they.away():
            await they.close(first)
            they.crew.workbook.before_write.append(meanwhile)
        await they.is_named(second, "Closed-0043-bob-C1CE")


async def test_a_name_with_the_tag_answers_after_a_restart_too() -> None:
    async with tickets() as they:
        thread = await they.asked()
        await they.crew.restart()
        await they.caught_up()
        they.backend.edit_channel(thread, {"name": "0042-tom-emb"})
        await they.is_named(thread, "Closed-0042-tom-EMB")
        assert [row[2] for row in they.rows()] == ["EMB"]


async def test_closed_again_while_the_bot_was_away_updates_the_row() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-nox")
        await they.close(thread)
        await they.is_named(thread, "Closed-0042-tom-NOX")
        await they.bot_says(thread, "Ticket reopened by Ann")
        they.crew.workbook.tabs["Sheet1"][1][3] = "2020-01-01 00:00"
        async with they.away():
            await they.close(thread)
        await they.until(lambda: they.rows()[0][3] != "2020-01-01 00:00")
        assert len(they.rows()) == 1
