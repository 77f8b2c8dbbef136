"""The doctor: kind of place, presence, permissions as the place needs them, servers and roles."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord
import pytest

from shared.chat.doctor import examine_places
from shared.chat.findings import Finding, Need, PlaceKind, RoleNeed, hint, in_words
from shared.chat.log_channel import LogChannel
from shared.checkup.watching import PlacesWatch
from shared.keepalive.components import ComponentFailing
from tests.behaviour.broken_rest import Break, broken, http_error
from tests.behaviour.clanmatch.bare import BareBot, records
from tests.behaviour.simulated import Simulated, simulated
from tests.fakes.clock import ManualClock

TICKET = discord.Permissions(
    view_channel=True,
    read_message_history=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
)
ALLOW = "let anyone @mention it in the server's settings, page Roles"
POST = discord.Permissions(view_channel=True, send_messages=True, embed_links=True)


@dataclass
class Ward:
    world: Simulated
    bot: BareBot

    @property
    def backend(self) -> Any:
        return self.world.env.backend

    def channel(self, name: str, **denied: bool) -> Any:
        made = self.world.guild.create_text_channel(name)
        if denied:
            self.world.deny(made.id, *denied)
        return made

    def thread(self, parent: Any) -> Any:
        return self.backend.create_thread(parent.id, "thread", self.backend.bot_user.id)

    async def finding(self, need: Need, **others: Any) -> Finding:
        return (await examine_places(self.bot, [need], **others))[-1]


@asynccontextmanager
async def ward() -> AsyncGenerator[Ward]:
    bot = BareBot()
    async with simulated(bot) as world:
        yield Ward(world, bot)


def need(place: Any, permissions: discord.Permissions = POST, **more: Any) -> Need:
    return Need("SOME_ID", place.id, permissions, **more)


async def test_tickets_need_no_send_messages_in_the_channel_itself() -> None:
    async with ward() as it:
        channel = it.channel("tickets", send_messages=True)
        assert (await it.finding(need(channel, TICKET, kind=PlaceKind.TICKETS))).well
        closed = it.channel("closed", send_messages_in_threads=True)
        found = await it.finding(need(closed, TICKET, kind=PlaceKind.TICKETS))
        assert "lacks Attach Files, Embed Links, Send Messages in Threads" in found.words


async def test_a_thread_goes_by_the_rules_of_threads() -> None:
    async with ward() as it:
        parent = it.channel("hall", send_messages=True)
        assert (await it.finding(need(it.thread(parent)))).well
        assert "lacks Embed Links, Send Messages;" in (await it.finding(need(parent))).words
        parent = it.channel("other", send_messages_in_threads=True)
        found = await it.finding(need(it.thread(parent)))
        assert "lacks Embed Links, Send Messages in Threads;" in found.words
        assert (await it.finding(need(parent))).well


@pytest.mark.parametrize(
    ("kind", "make", "well"),
    [
        (PlaceKind.TICKETS, "text", True),
        (PlaceKind.TICKETS, "news", True),
        (PlaceKind.TICKETS, "forum", True),
        (PlaceKind.TICKETS, "category", False),
        (PlaceKind.TICKETS, "voice", False),
        (PlaceKind.TICKETS, "thread", False),
        (PlaceKind.POSTS, "text", True),
        (PlaceKind.POSTS, "voice", True),
        (PlaceKind.POSTS, "thread", True),
        (PlaceKind.POSTS, "category", False),
        (PlaceKind.POSTS, "forum", False),
        (PlaceKind.THREAD, "thread", True),
        (PlaceKind.THREAD, "text", False),
    ],
)
async def test_the_kind_of_place(kind: PlaceKind, make: str, well: bool) -> None:
    async with ward() as it:
        place: Any = it.channel("place")
        if make == "thread":
            place = it.thread(place)
        elif make != "text":
            it.backend.channels[place.id].type = discord.ChannelType[make].value
        found = await it.finding(need(place, POST, kind=kind))
        assert found.well is well, found.words
        assert well or "it must be" in found.words


async def test_what_is_not_there() -> None:
    async with ward() as it:
        gone = it.channel("gone")
        it.backend.delete_channel(gone.id)
        assert "no such channel" in (await it.finding(need(gone))).words
        hidden = it.channel("hidden", view_channel=True)
        assert "may not see" in (await it.finding(need(hidden))).words


async def test_servers_and_roles() -> None:
    async with ward() as it:
        channel = it.channel("hall")
        quiet = it.world.guild.create_role("quiet")
        for role in it.backend.guilds[it.world.guild.id].roles.values():
            role.permissions &= ~discord.Permissions(mention_everyone=True).value
        roles = [
            RoleNeed("RECRUITER_ROLE_IDS", frozenset({quiet.id, 4})),
            RoleNeed("NOTIFY_PING_ROLE_ID", frozenset({quiet.id}), mentioned=True),
        ]
        findings = await examine_places(it.bot, [need(channel)], roles=roles)
        assert [finding.words.partition(";")[0] for finding in findings[1:]] == [
            "RECRUITER_ROLE_IDS: no role has the id 4",
            f"NOTIFY_PING_ROLE_ID: @quiet would not be rung: {ALLOW}",
        ]
        findings = await examine_places(it.bot, [need(channel)], guild_ids={5})
        assert "GUILD_IDS: the bot is not in the server 5" in findings[0].words
        assert "on a server that GUILD_IDS does not name" in findings[1].words


async def test_what_cannot_be_looked_at_is_said() -> None:
    async with ward() as it:
        channel, other = it.channel("hall"), it.channel("other")
        path = f"/channels/{channel.id}"
        with broken(Break("GET", path, times=9, error=lambda: http_error(503))):
            found = await examine_places(it.bot, [need(channel), need(other)])
        unseen = [finding for finding in found if finding.unseen]
        assert [finding.words for finding in unseen] == [
            "SOME_ID: could not be looked at: Discord answered 503"
        ]
        assert found[-1].well
        assert in_words(found)[-1] == (
            "Nothing is known to be broken; 1 thing could not be looked at."
        )


def test_all_is_well_is_said_of_nothing_doubtful() -> None:
    well, ill = Finding(well=True, words="a"), Finding(well=False, words="b")
    assert in_words([well]) == ["ok   a", "All is well."]
    assert in_words([well, ill]) == ["ok   a", "BAD  b", "1 thing to mend."]
    assert in_words([hint("c")]) == [
        "WARN c",
        "Nothing is known to be broken; 1 thing to think about.",
    ]


async def test_a_running_bot_says_once_what_is_gone_and_once_that_it_is_back() -> None:
    async with ward() as it:
        clock = ManualClock()
        log, place = it.channel("log"), it.channel("summary")
        watch = PlacesWatch(
            client=it.bot,
            needs=[need(place)],
            roles=[],
            guild_ids=frozenset(),
            log_channel=LogChannel(client=it.bot, channel_id=log.id),
            clock=clock,
        )

        def said() -> list[str]:
            return [record.content for record in records(it.world, log.id)]

        assert await watch.check() == "1 place well"
        it.world.deny(place.id, "send_messages")
        for _ in range(3):
            clock.move(301)
            with pytest.raises(ComponentFailing, match="SOME_ID: in #summary the bot lacks"):
                await watch.check()
        with broken(Break("GET", f"/channels/{place.id}", times=9)):
            clock.move(301)
            with pytest.raises(ComponentFailing):  # what can't be seen isn't called well
                await watch.check()
        it.world.deny(place.id)
        clock.move(301)
        assert await watch.check() == "1 place well"
        assert len(said()) == 2
        assert said()[0].startswith("⚠️ The settings name what I can't use. SOME_ID: in #summary")
        assert said()[1] == "✅ Well again: SOME_ID."
