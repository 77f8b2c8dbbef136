"""Servers and channels that can't be seen for a while: named, and caught up with afterwards."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord.backend import serializers

from tests.behaviour.simulated import searching_in_vain
from tests.behaviour.welcomecrew.tickets import Tickets, tickets


def unheard(they: Tickets, thread: int) -> None:
    """A ticket is closed, and no event of it reaches the bot."""
    with they.unheard():
        they.backend.create_message(thread, they.bot.id, "Ticket closed by Ann")
        they.backend.edit_channel(thread, {}, thread_metadata={"archived": True})


def goes(they: Tickets, *, unavailable: bool) -> None:
    payload: dict[str, Any] = {"id": str(they.crew.world.guild.id)}
    they.feed("GUILD_DELETE", payload | ({"unavailable": True} if unavailable else {}))


def comes(they: Tickets, *, unavailable: bool) -> None:
    guild = they.backend.get_guild(they.crew.world.guild.id)
    payload: dict[str, Any] = dict(serializers.guild_create_payload(they.backend, guild))
    # Discord tells of open threads only.
    payload["threads"] = [
        each for each in payload["threads"] if not each["thread_metadata"]["archived"]
    ]
    they.feed("GUILD_CREATE", payload | ({"unavailable": False} if unavailable else {}))


async def component(they: Tickets) -> tuple[bool | None, str]:
    keepalive = they.crew.keepalive
    await keepalive.components.refresh("tickets")
    (state,) = [each for each in keepalive.components.states() if each.name == "tickets"]
    return state.ok, state.words


@pytest.mark.parametrize("unavailable", [True, False])
async def test_a_server_that_goes_and_comes_back_is_caught_up_with(unavailable: bool) -> None:
    """An outage, and kicked and invited again."""
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        goes(they, unavailable=unavailable)
        await they.settle()
        ok, words = await component(they)
        assert ok is False
        assert "can't see WELCOME_CHANNEL_ID" in words
        unheard(they, thread)
        comes(they, unavailable=unavailable)
        await they.is_named(thread, "Closed-0042-tom-C1CE", within=10)
        assert [row[0] for row in they.rows()] == ["0042"]
        assert (await component(they))[0] is True


async def test_a_channel_that_is_hidden_and_shown_again() -> None:
    async with tickets() as they:
        crew = they.crew
        thread = await they.open("0042-tom-c1ce")
        crew.world.deny(crew.welcome.id, "view_channel", everybody=True)
        await they.settle()
        assert "View Channel" in (await component(they))[1]
        unheard(they, thread)
        crew.world.deny(crew.welcome.id, everybody=True)
        await they.is_named(thread, "Closed-0042-tom-C1CE", within=10)


async def test_one_channel_that_cannot_be_read_holds_up_no_other() -> None:
    async with tickets() as they:
        crew = they.crew
        crew.settings = replace(crew.settings, log_channel_id=crew.channel.id)
        welcome, promo = (
            await they.open("0042-tom-c1ce"),
            await they.open("promo-0043-ann-c1ce", promo=True),
        )
        faults = crew.world.env
        async with they.away():
            for thread in (welcome, promo):
                await they.close(thread)
                await they.archive(thread)
            faults.inject_error(
                "GET",
                f"/channels/{crew.welcome.id}/threads/archived/public",
                status=403,
                code=50013,
                message="Missing Permissions",
                times=None,
            )
        await they.is_named(promo, "Closed-0043-ann-C1CE", within=10)
        assert not they.rows()
        admin = crew.person("ada", "admin")
        await crew.ask(admin, "!watch_status")
        # The log channel's words may come after the answer.
        text = next(str(m.embeds[0].to_dict()) for m in crew.channel.history() if m.embeds)
        assert f"<#{crew.welcome.id}> (`WELCOME_CHANNEL_ID`)" in text
        assert "nothing was missing" not in text
        assert (await component(they))[0] is False

        await they.until(lambda: crew.said("I can't see the tickets of"), within=10)
        they.backend.faults.clear()
        await they.is_named(welcome, "Closed-0042-tom-C1CE", within=20)
        await they.until(lambda: crew.said("I can see the tickets of"), within=10)
        both = [m for m in crew.channel.history() if "I can't see the tickets" in m.content]
        assert len(both) == 1


async def test_a_history_that_is_hidden_is_no_empty_one() -> None:
    """Discord answers 200 with no message; a known tag would be asked for."""
    async with tickets() as they:
        thread = await they.open("0042-tom")
        await they.bot_says(thread, "Welcome to C1CE!")
        crew = they.crew
        crew.world.deny(crew.welcome.id, "read_message_history", everybody=True)
        await they.settle()
        await they.close(thread)
        await they.archive(thread)
        metrics = they.crew.keepalive.metrics
        await they.until(lambda: b"tickets_held_up 1.0" in metrics.text(), within=10)
        assert "Missing" in (await component(they))[1]
        assert not they.questions(thread)
        crew.world.deny(crew.welcome.id, everybody=True)
        await they.is_named(thread, "Closed-0042-tom-C1CE", within=20)
        assert not they.questions(thread)


async def test_a_thread_whose_words_are_all_gone_is_an_empty_one() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        for message in tuple(they.backend.messages[thread].values()):
            they.backend.delete_message(thread, message.id)
        await they.archive(thread)
        await they.is_named(thread, "Closed-0042-tom-C1CE", within=10)


async def test_what_search_does_not_name_is_looked_at_a_little_later() -> None:
    """Discord's search is minutes behind at times, and knows no text of embeds at others."""
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        with they.unheard():
            they.backend.create_message(thread, they.bot.id, "Ticket closed by Ann")
        with searching_in_vain():
            await they.crew.restart()
            await they.is_named(thread, "Closed-0042-tom-C1CE", within=10)


async def test_discord_archives_a_quiet_ticket_and_nobody_closed_it() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        last = max(they.backend.messages[thread])
        asleep = discord.utils.snowflake_time(last) + timedelta(minutes=1440)
        they.backend.edit_channel(
            thread,
            {},
            thread_metadata={"archived": True, "archive_timestamp": asleep.isoformat()},
        )
        await they.settle()
        await they.crew.restart()
        answer = await they.crew.ask(they.crew.person("ada", "admin"), f"!why {thread}")
        assert answer.content.startswith("**Asleep**")
        assert not they.rows()
        assert they.name(thread) == "0042-tom-c1ce"
        await they.archive(thread, locked=True)
        await they.is_named(thread, "Closed-0042-tom-C1CE")


async def test_a_server_that_comes_after_the_start_is_caught_up_with() -> None:
    """GUILD_CREATE may come later than the two seconds for which discord.py waits."""
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        unheard(they, thread)
        backend, guild_id = they.backend, they.crew.world.guild.id
        guild = backend.guilds.pop(guild_id)
        try:
            await they.crew.restart()
        finally:
            backend.guilds[guild_id] = guild
        await they.settle()
        assert not they.rows()
        comes(they, unavailable=False)
        await they.is_named(thread, "Closed-0042-tom-C1CE", within=10)
        assert [row[:3] for row in they.rows()] == [["0042", "tom", "C1CE"]]


async def test_threads_that_are_listed_anew_are_caught_up_with() -> None:
    """THREAD_LIST_SYNC alone says that a channel came into sight, whatever rights we thought of."""
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        unheard(they, thread)
        await they.settle()
        assert not they.rows()
        guild, welcome = str(they.crew.world.guild.id), str(they.crew.welcome.id)
        they.feed(
            "THREAD_LIST_SYNC",
            {"guild_id": guild, "channel_ids": [welcome], "threads": [], "members": []},
        )
        # As discord.py's own gateway does after each event.
        they.crew.world.env.bot.dispatch("socket_event_type", "THREAD_LIST_SYNC")
        await they.is_named(thread, "Closed-0042-tom-C1CE", within=10)
