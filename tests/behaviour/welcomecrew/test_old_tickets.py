"""Tickets of the past: what a backfill says before it touches them, and what catch-up counts."""

import discord

from tests.behaviour.welcomecrew.tickets import tickets


async def test_a_channel_that_cannot_be_read_is_named_and_ends_nothing() -> None:
    async with tickets() as they:
        crew = they.crew
        welcome = await they.open("0042-tom-nox")
        promo = await they.open("promo-0043-ann-nox", promo=True)
        with they.unheard():
            for thread in (welcome, promo):
                await they.close(thread)
                await they.archive(thread)
        crew.world.env.inject_error(
            "GET", f"/channels/{crew.welcome.id}/threads/*", status=403, code=50013, times=None
        )
        await crew.ask(crew.person("ada", "admin"), "!backfill_tickets")

        def summed_up() -> str:
            texts = [m.content for m in crew.channel.history() if "Backfill done" in m.content]
            return texts[0] if texts else ""

        await they.until(lambda: bool(summed_up()))
        assert [row[0] for row in they.rows("Sheet4")] == ["0043"]
        assert f"not read: <#{crew.welcome.id}> (`WELCOME_CHANNEL_ID`)" in summed_up()
        # What it logs, the next catch-up names.
        assert "1 closed thread without the closed name" in summed_up()


async def test_a_catch_up_after_a_backfill_counts_what_it_changes() -> None:
    async with tickets() as they:
        crew = they.crew
        thread = await they.open("0042-tom-nox")
        with they.unheard():
            await they.close(thread)
            await they.archive(thread)
        admin = crew.person("ada", "admin")
        await crew.ask(admin, "!backfill_tickets")
        await they.until(lambda: len(they.rows()) == 1)
        await crew.restart()
        await they.is_named(thread, "Closed-0042-tom-NOX")
        words = ""
        for _ in range(20):
            answer = await crew.ask(admin, "!watch_status")
            words = str(answer.embeds[0].to_dict())
            if "not yet" not in words:
                break
        assert "1 closed" not in words
        assert "1 logged before gets its closed name" in words


async def test_tickets_in_a_forum_are_found_too() -> None:
    async with tickets() as they:
        crew = they.crew
        they.backend.channels[crew.welcome.id].type = discord.ChannelType.forum.value
        await crew.restart()
        thread = await they.open("0042-tom-nox")
        async with they.away():
            await they.close(thread)
            await they.archive(thread)
        await they.is_named(thread, "Closed-0042-tom-NOX")
        assert [row[:3] for row in they.rows()] == [["0042", "tom", "NOX"]]


async def test_tickets_below_an_announcement_channel_are_found_too() -> None:
    async with tickets() as they:
        crew = they.crew
        they.backend.channels[crew.welcome.id].type = discord.ChannelType.news.value
        await crew.restart()
        news = discord.ChannelType.news_thread.value
        heard, unheard = (
            int(they.backend.create_thread(crew.welcome.id, name, they.bot.id, type=news).id)
            for name in ("0042-tom-nox", "0043-ann-nox")
        )
        await they.close(heard)
        await they.is_named(heard, "Closed-0042-tom-NOX")
        async with they.away():
            # Not archived: of those simcord lists public threads only. The sandbox knows better.
            await they.close(unheard)
        await they.is_named(unheard, "Closed-0043-ann-NOX")
        assert [row[0] for row in they.rows()] == ["0042", "0043"]


async def test_the_first_message_of_a_forums_post_says_whose_ticket_it_is() -> None:
    """It has the thread's own id, which no page of messages "after" the thread would hold."""
    async with tickets() as they:
        crew = they.crew
        they.backend.channels[crew.welcome.id].type = discord.ChannelType.forum.value
        await crew.restart()
        tom = crew.person("tom")
        starter = they.backend.create_message(
            crew.welcome.id, they.bot.id, f"Welcome <@{tom.id}>", broadcast=False
        )
        thread = int(
            they.backend.create_thread(
                crew.welcome.id, "0042-tom", they.bot.id, message_id=starter.id
            ).id
        )
        del they.backend.messages[crew.welcome.id][starter.id]
        starter.channel_id = thread
        they.backend.messages[thread][starter.id] = starter
        for number in range(520):
            they.backend.create_message(thread, tom.id, f"word {number}", broadcast=False)
        await they.bot_says(thread, "Ticket closed by @ticketbot (no answer for 3 days)")
        await they.archive(thread)
        await they.is_asked(thread, within=10)
        assert they.questions(thread)[0].content.startswith(f"<@{tom.id}>")
