"""Two bots of one family on one server: who answers `!help`, and what is said when nobody does."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
from discord.ext import commands

from shared.chat.bot import ChatBot
from shared.chat.gate import CommandGate, CommandRule
from shared.chat.help import HelpCog, HelpPages
from shared.chat.home import Home
from shared.chat.neighbours import Neighbour, Neighbours
from shared.features.family import FAMILY as WRITTEN
from tests.behaviour.simulated import Simulated, simulated
from tests.docs.family import family
from tests.fakes.hurried_clock import HurriedClock

FAMILY = (
    Neighbour(
        "first", ("search", "sheet"), (("!clan", "A clan"),), ("clan", "help", "search", "sheet")
    ),
    Neighbour("second", ("tickets", "sheet"), (), ("help", "sheet", "tickets", "why")),
)


class Counting:
    def count_command(self, name: str) -> None:
        pass

    def count_error(self, name: str) -> None:
        raise AssertionError(name)


class Clock(HurriedClock):
    """One that can be put forward."""

    ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead


class OneOfTwo(ChatBot):
    """The bot of the family at this place."""

    def __init__(self, place: int, clock: Clock) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, message_content=True),
            gate=CommandGate(
                rules={"help": CommandRule()},
                belongs=lambda _person, _audience: False,
                audience_names={},
            ),
            home=Home(),
            observer=Counting(),
        )
        self._me = FAMILY[place]
        self._clock = clock
        self.ended = asyncio.Event()

    async def on_command_completion(self, ctx: commands.Context[Any]) -> None:
        await super().on_command_completion(ctx)
        self.ended.set()

    async def on_command_error(
        self, context: commands.Context[Any], exception: commands.CommandError, /
    ) -> None:
        await super().on_command_error(context, exception)
        self.ended.set()

    async def add_cogs(self) -> None:
        pages = HelpPages(
            self._me.service, "Words.", {"everyone": "All"}, {t: f"{t}!" for t in self._me.topics}
        )
        neighbours = Neighbours(
            client=self,
            service=self._me.service,
            family=FAMILY,
            clock=self._clock,
        )
        await self.add_cog(
            HelpCog(self, pages, colour=discord.Colour.blue(), neighbours=neighbours)
        )


class Stage:
    """A server with one of the bots, and the other one played by us."""

    def __init__(self, world: Simulated, bot: OneOfTwo, clock: Clock) -> None:
        self.world, self.bot, self.clock = world, bot, clock
        self.channel = world.guild.create_text_channel("general")
        self.mia = world.person("mia")
        self.other = world.guild.add_member(world.env.create_user("other", bot=True))

    async def ask(self, text: str, *, theirs: dict[str, Any] | str = "") -> list[Any]:
        """Say `text`, let the other bot reply, if it does; what our bot answers."""
        backend = self.world.env.backend
        asked = backend.create_message(self.channel.id, self.mia.id, text)
        if theirs:
            reference = {"message_id": str(asked.id), "channel_id": str(self.channel.id)}
            content = theirs if isinstance(theirs, str) else ""
            embeds = [] if isinstance(theirs, str) else [theirs]
            backend.create_message(
                self.channel.id, self.other.id, content, embeds=embeds, reference=reference
            )
        async with asyncio.timeout(5):
            await self.bot.ended.wait()
        self.bot.ended.clear()
        own = backend.bot_user.id
        said = backend.messages[self.channel.id].values()
        return [each for each in said if each.author_id == own and each.id > asked.id]


@asynccontextmanager
async def stage(place: int) -> AsyncGenerator[Stage]:
    clock = Clock()
    bot = OneOfTwo(place, clock)
    async with simulated(bot) as world:
        yield Stage(world, bot, clock)


OVERVIEW = {"title": "second", "description": "Words."}


@pytest.mark.parametrize(("place", "topic"), [(0, "tickets"), (0, "!why"), (1, "search")])
async def test_the_others_topic_is_left_to_it(place: int, topic: str) -> None:
    async with stage(place) as there:
        assert await there.ask(f"!help {topic}", theirs="All about it.") == []
        other = FAMILY[1 - place].service
        (alone,) = await there.ask(f"!help {topic}")
        assert f"is a topic of {other}, not of mine" in alone.content
        assert "doesn't answer here" in alone.content


@pytest.mark.parametrize("place", [0, 1])
async def test_a_topic_of_each_is_told_by_each(place: int) -> None:
    async with stage(place) as there:
        (said,) = await there.ask("!help sheet", theirs="Theirs.")
        assert said.embeds[0]["description"] == "sheet!"


async def test_what_neither_knows_is_denied_once() -> None:
    async with stage(0) as there:
        (said,) = await there.ask("!help cake", theirs="")
        assert "no help on “cake”" in said.content
    async with stage(1) as there:
        assert await there.ask("!help cake", theirs="I have no help on “cake”.") == []
        (said,) = await there.ask("!help cake")
        assert "no help on “cake”" in said.content


async def test_one_overview_of_both_once_the_other_one_was_heard() -> None:
    async with stage(0) as there:
        (alone,) = await there.ask("!help")
        assert [field["name"] for field in alone.embeds[0]["fields"]] == ["All", "More"]
        await there.ask("!help", theirs=OVERVIEW)
        (both,) = await there.ask("!help")
        assert both.embeds[0]["fields"][-1]["name"] == "second"
        assert "!help tickets" in both.embeds[0]["fields"][-1]["value"]
        # It was waited for in vain: away.
        await there.ask("!help tickets")
        (again,) = await there.ask("!help")
        assert [field["name"] for field in again.embeds[0]["fields"]] == ["All", "More"]
    async with stage(1) as there:
        mine = {"title": "first", "fields": [{"name": "second", "value": "tickets"}]}
        assert await there.ask("!help", theirs=mine) == []
        (said,) = await there.ask("!help", theirs={"title": "first"})
        assert said.embeds[0]["title"] == "second"


async def test_a_silent_one_is_not_waited_for_each_time() -> None:
    async with stage(1) as there:
        (first,) = await there.ask("!help")
        assert first.embeds[0]["title"] == "second"
        # For ten minutes nobody waits, whoever replies later.
        (second,) = await there.ask(
            "!help", theirs={"title": "x", "fields": [{"name": "second", "value": "x"}]}
        )
        assert second.embeds
        there.clock.ahead += 601
        mine = {"title": "first", "fields": [{"name": "second", "value": "tickets"}]}
        assert await there.ask("!help", theirs=mine) == []


async def test_a_slash_command_says_where_to_ask() -> None:
    async with stage(0) as there:
        said = await there.mia.slash(there.channel, "help", topic="tickets")
        assert said.ephemeral
        assert "is a topic of second, not of mine. Say `!help tickets`" in said.response.content


def test_the_list_is_that_of_the_features() -> None:
    assert family() == WRITTEN
