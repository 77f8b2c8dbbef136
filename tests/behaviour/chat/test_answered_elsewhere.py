"""Two instances hear each command during a deploy: what one answered, the other leaves alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import discord
import pytest
from discord.ext import commands

from shared.chat.bot import ChatBot
from shared.chat.errors import ExpectedFailure
from shared.chat.gate import CommandGate, CommandRule
from shared.chat.home import Home
from shared.chat.replies import answer
from tests.behaviour.clanmatch.bare import Uncounted
from tests.behaviour.simulated import Simulated, simulated

TROUBLE = "I can't read the clan roster right now."


@dataclass(eq=False)
class Desk(commands.Cog):
    """Commands in the middle of which something happens."""

    meanwhile: Callable[[commands.Context[Any]], None] = field(default=lambda _: None)

    @commands.command()
    async def fail(self, ctx: commands.Context[Any]) -> None:
        self.meanwhile(ctx)
        raise ExpectedFailure(TROUBLE)

    @commands.command()
    async def hint(self, ctx: commands.Context[Any]) -> None:
        self.meanwhile(ctx)
        await answer(ctx, "Did you mean NOX?", only_below=True)

    @commands.hybrid_command()
    async def tell(self, ctx: commands.Context[Any]) -> None:
        self.meanwhile(ctx)
        await answer(ctx, "The answer.")

    @commands.command()
    async def begin(self, ctx: commands.Context[Any]) -> None:
        await answer(ctx, "I begin.")
        raise ExpectedFailure(TROUBLE)


class Bot(ChatBot):
    def __init__(self) -> None:
        self.desk = Desk()
        super().__init__(
            intents=discord.Intents.all(),
            gate=CommandGate(
                rules={name: CommandRule() for name in ("fail", "hint", "tell", "begin")},
                belongs=lambda _person, _audience: True,
                audience_names={},
            ),
            home=Home(),
            observer=Uncounted(),
        )

    async def add_cogs(self) -> None:
        await self.add_cog(self.desk)


class Channel:
    """One channel, and the other instance of the bot in it."""

    def __init__(self, world: Simulated) -> None:
        self._backend = world.env.backend
        self._place = world.guild.create_text_channel("general")
        self._person = world.person("ann")

    async def ask(self, text: str) -> list[str]:
        """All that the bot has said then, whichever instance."""
        await self._person.send(self._place, text)
        own = self._backend.bot_user.id
        messages = self._backend.messages[self._place.id].values()
        return [each.content for each in messages if each.author_id == own]

    def other_answers_and_tidies_up(self, ctx: commands.Context[Any]) -> None:
        self._backend.create_message(self._place.id, self._backend.bot_user.id, "The profile.")
        self.question_goes(ctx)

    def other_replies(self, ctx: commands.Context[Any]) -> None:
        reference = {"message_id": str(ctx.message.id)}
        own = self._backend.bot_user.id
        self._backend.create_message(self._place.id, own, "The answer.", reference=reference)

    def question_goes(self, ctx: commands.Context[Any]) -> None:
        self._backend.delete_message(self._place.id, ctx.message.id)


@pytest.mark.parametrize("command", ["!fail", "!hint"])
async def test_what_the_other_one_answered_and_removed(command: str) -> None:
    """Chaos, seed 71e69e6c: the trouble of one stood below the profile that the other gave."""
    bot = Bot()
    async with simulated(bot) as world:
        channel = Channel(world)
        bot.desk.meanwhile = channel.other_answers_and_tidies_up
        assert await channel.ask(command) == ["The profile."]


async def test_what_the_other_one_replied_to() -> None:
    bot = Bot()
    async with simulated(bot) as world:
        channel = Channel(world)
        bot.desk.meanwhile = channel.other_replies
        assert await channel.ask("!fail") == ["The answer."]


async def test_what_nobody_answered_is_told() -> None:
    async with simulated(Bot()) as world:
        channel = Channel(world)
        assert await channel.ask("!fail") == [TROUBLE]
        assert await channel.ask("!fail") == [TROUBLE, TROUBLE], "to each its own"


async def test_an_answer_of_ones_own_is_no_reason_to_be_silent() -> None:
    async with simulated(Bot()) as world:
        assert await Channel(world).ask("!begin") == ["I begin.", TROUBLE]


async def test_whoever_deletes_what_they_asked_gets_their_answer() -> None:
    bot = Bot()
    async with simulated(bot) as world:
        channel = Channel(world)
        bot.desk.meanwhile = channel.question_goes
        assert await channel.ask("!tell") == ["The answer."]


async def test_a_slash_command_that_only_a_newer_instance_knows() -> None:
    bot = Bot()

    async def newer_instance(interaction: discord.Interaction[Any]) -> None:
        await discord.InteractionResponse(interaction).send_message("The answer.")

    # discord.py's own error, which our handler answers.
    async with simulated(bot, check_errors=False) as world:
        place = world.guild.create_text_channel("general")
        bot.tree.remove_command("tell")
        bot.add_listener(newer_instance, "on_interaction")
        asked = await world.person("ann").slash(place, "tell")
        assert asked.response is not None
        assert asked.response.content == "The answer."
