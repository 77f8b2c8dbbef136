"""What every command of both bots has in common, seen by simulated people."""

import asyncio
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord import app_commands
from discord.ext import commands
from discord.http import HTTPClient

from shared.chat.bot import ChatBot
from shared.chat.clicks import run_click, update_message
from shared.chat.errors import ExpectedFailure
from shared.chat.gate import CommandGate, CommandRule
from shared.chat.help import HelpCog, HelpPages
from shared.chat.home import Home
from shared.chat.replies import answer
from shared.turn.turn import NotOurTurn
from tests.behaviour.simulated import simulated

LEADS = "leads"


class Counting:
    def __init__(self) -> None:
        self.commands: list[str] = []
        self.errors: list[str] = []

    def count_command(self, name: str) -> None:
        self.commands.append(name)

    def count_error(self, name: str) -> None:
        self.errors.append(name)


class Button(discord.ui.Button[Any]):
    def __init__(self, doing: str, observer: Counting) -> None:
        super().__init__(label=doing, custom_id=doing)
        self._observer = observer

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await run_click(interaction, self._work(interaction), self._observer)

    async def _work(self, interaction: discord.Interaction[Any]) -> None:
        match self.custom_id:
            case "refuse":
                raise ExpectedFailure("That clan is full.")
            case "break":
                raise RuntimeError("secret detail")
            case "archived":
                response: Any = SimpleNamespace(status=400, reason="Bad Request")
                told = {"code": 50083, "message": "Thread is archived"}
                raise discord.HTTPException(response, told)
            case "leave":
                await interaction.client.close()
                raise RuntimeError("Session is closed")
            case _:
                await asyncio.sleep(10)
                await update_message(interaction, content="done at last")


class SomeCog(commands.Cog):
    def __init__(self, observer: Counting) -> None:
        self._observer = observer

    @commands.hybrid_command(brief="Say it back", usage="<text>")
    @app_commands.describe(text="What to say")
    async def echo(self, ctx: commands.Context[Any], *, text: str) -> None:
        """Say back what you wrote."""
        await answer(ctx, text)

    @commands.hybrid_command(brief="For leads")
    async def lead(self, ctx: commands.Context[Any]) -> None:
        await answer(ctx, "yes, lead")

    @commands.hybrid_command(brief="Off")
    async def gone(self, ctx: commands.Context[Any]) -> None:
        await answer(ctx, "never")

    @commands.hybrid_command(brief="Breaks")
    async def broken(self, ctx: commands.Context[Any]) -> None:
        raise RuntimeError("secret detail")

    @commands.hybrid_command(brief="Refuses")
    async def full(self, ctx: commands.Context[Any]) -> None:
        raise ExpectedFailure("That clan is full.")

    @commands.hybrid_command(brief="Slows down")
    @commands.cooldown(1, 10, commands.BucketType.user)
    async def slow(self, ctx: commands.Context[Any]) -> None:
        await answer(ctx, "now")

    @commands.hybrid_command(brief="Ends it all")
    async def farewell(self, ctx: commands.Context[Any]) -> None:
        ctx.bot.farewells.append(ctx)
        await ctx.bot.close()

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        raise NotOurTurn if thread.name == "late" else RuntimeError("a fault of ours")

    @commands.hybrid_command(brief="Buttons")
    async def buttons(self, ctx: commands.Context[Any]) -> None:
        view = discord.ui.View(timeout=None)
        for doing in ("refuse", "break", "dawdle", "archived", "leave"):
            view.add_item(Button(doing, self._observer))
        await answer(ctx, "press", view=view)


class SomeBot(ChatBot):
    def __init__(self) -> None:
        self.observer = Counting()
        self.farewells: list[commands.Context[Any]] = []
        names = ["help", "echo", "broken", "full", "slow", "buttons", "farewell"]
        rules = {name: CommandRule() for name in names}
        rules["lead"] = CommandRule(audience=LEADS)
        rules["gone"] = CommandRule(switch="ENABLE_CMD_GONE", enabled=False)
        super().__init__(
            intents=discord.Intents.all(),
            gate=CommandGate(
                rules=rules,
                belongs=lambda person, _: person.is_administrator,
                audience_names={LEADS: "leads"},
            ),
            home=Home(),
            observer=self.observer,
        )

    async def add_cogs(self) -> None:
        await self.add_cog(SomeCog(self.observer))
        pages = HelpPages(
            title="Some bot",
            intro="It does things.",
            audiences={"everyone": "Everyone", LEADS: "Leads"},
            topics={"tickets": "All about tickets."},
        )
        await self.add_cog(HelpCog(self, pages, colour=discord.Colour.blue()))


async def ask(person: Any, channel: Any, text: str) -> Any:
    await person.send(channel, text)
    return channel.last_message


async def test_answers_refusals_and_failures_of_prefix_commands() -> None:
    bot = SomeBot()
    async with simulated(bot, check_errors=False) as world:
        channel = world.guild.create_text_channel("general")
        member, admin = world.person("mia"), world.person("ada", administrator=True)

        reply = await ask(member, channel, "!echo hello @everyone")
        assert reply.content == "hello @everyone"
        assert reply.reference is not None
        assert not reply.mention_everyone
        assert (await ask(member, channel, "!ECHO x")).content == "x"
        assert "leads only" in (await ask(member, channel, "!lead")).content
        assert (await ask(admin, channel, "!lead")).content == "yes, lead"
        assert "ENABLE_CMD_GONE" in (await ask(admin, channel, "!gone")).content
        assert (await ask(member, channel, "!full")).content == "That clan is full."
        usage = "Something is missing. Usage: `!echo <text>`"
        assert (await ask(member, channel, "!echo")).content == usage
        broken = (await ask(member, channel, "!broken")).content
        assert "reference" in broken
        assert "secret" not in broken
        assert (await ask(member, channel, "!slow")).content == "now"
        assert "try again in 10 seconds" in (await ask(member, channel, "!slow")).content
        # Unknown commands belong to other bots: silence.
        assert (await ask(member, channel, "!nosuch")).content == "!nosuch"
        assert bot.observer.errors == ["RuntimeError"]
        assert bot.observer.commands == ["echo", "echo", "lead", "slow"]


async def test_who_hears_an_event_without_a_task_and_fails_stops_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard: list[str] = []

    def fail(message: discord.Message) -> None:
        raise RuntimeError(f"could not take {message.content}")

    def note(message: discord.Message) -> None:
        heard.append(message.content)

    bot = SomeBot()
    bot.hear("message", fail)
    bot.hear("message", note)
    async with simulated(bot, check_errors=False) as world:
        channel = world.guild.create_text_channel("general")
        assert (await ask(world.person("mia"), channel, "!echo hello")).content == "hello"
    assert heard == ["!echo hello", "hello"]
    assert "could not take !echo hello" in caplog.text


async def test_an_event_that_comes_after_the_turn_is_no_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    async with simulated(SomeBot(), check_errors=False) as world:
        channel = world.guild.create_text_channel("general")
        for name in ("late", "broken"):
            world.env.backend.create_thread(channel.id, name, world.person(name).id)
            await world.env.settle()
    assert "on_thread_create is left to the instance that speaks" in caplog.text
    faults = [record for record in caplog.records if record.exc_info]
    assert [str(record.exc_info[1]) for record in faults if record.exc_info] == ["a fault of ours"]


async def test_what_a_stop_cuts_short_is_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    """The connections are closed while commands and listeners are still at work."""
    caplog.set_level("INFO")
    bot = SomeBot()
    async with simulated(bot, check_errors=False) as world:
        channel = world.guild.create_text_channel("general")
        await ask(world.person("mia"), channel, "!farewell")
        (context,) = bot.farewells
        failure = commands.CommandInvokeError(RuntimeError("Session is closed"))
        await bot.on_command_error(context, failure)
    assert "was cut short by the stop: RuntimeError('Session is closed')" in caplog.text
    assert [record.levelname for record in caplog.records if record.exc_info] == []
    assert bot.observer.errors == []


async def test_a_press_that_a_stop_cuts_short_is_no_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    bot = SomeBot()
    async with simulated(bot, check_errors=False) as world:
        channel = world.guild.create_text_channel("general")
        member = world.person("mia")
        panel = await ask(member, channel, "!buttons")
        await member.click(panel, custom_id="leave")
    assert "was cut short by the stop: RuntimeError('Session is closed')" in caplog.text
    assert [record.levelname for record in caplog.records if record.exc_info] == []
    assert bot.observer.errors == []


async def test_slash_commands_are_refused_and_answered_alike() -> None:
    bot = SomeBot()
    async with simulated(bot, check_errors=False) as world:
        channel = world.guild.create_text_channel("general")
        member = world.person("mia")
        said = await member.slash(channel, "echo", text="hi")
        assert said.response.content == "hi"
        refused = await member.slash(channel, "lead")
        assert refused.ephemeral
        assert "leads only" in refused.response.content
        broken = await member.slash(channel, "broken")
        assert "reference" in broken.response.content


async def test_help_lists_what_the_asker_may_run_and_nothing_else() -> None:
    bot = SomeBot()
    async with simulated(bot) as world:
        channel = world.guild.create_text_channel("general")
        member, admin = world.person("mia"), world.person("ada", administrator=True)
        overview = (await ask(member, channel, "!help")).embeds[0]
        text = str(overview.to_dict())
        assert "!echo <text>" in text
        assert "!help tickets" in text
        assert "!lead" not in text
        assert "!gone" not in text
        assert "!lead" in str((await ask(admin, channel, "!help")).embeds[0].to_dict())
        topic = (await ask(member, channel, "!help !echo")).embeds[0]
        assert topic.description == "Say back what you wrote."
        tickets = (await ask(member, channel, "!help Tickets")).embeds[0]
        assert tickets.description == "All about tickets."
        assert "no help on" in (await ask(member, channel, "!help lead")).content


async def test_administrators_of_another_server_have_no_power() -> None:
    bot = SomeBot()
    async with simulated(bot, check_errors=False) as world:
        # Two servers and nothing configured: neither is surely home.
        other = world.env.create_guild("Elsewhere")
        channel = other.create_text_channel("general")
        rules = other.create_role("rules", permissions=discord.Permissions(administrator=True))
        stranger = other.add_member(world.env.create_user("eve"), roles=[rules])
        refusal = await ask(stranger, channel, "!lead")
        assert "own server" in refusal.content


async def test_every_press_is_answered() -> None:
    bot = SomeBot()
    async with simulated(bot, check_errors=False, settle_timeout=15) as world:
        channel = world.guild.create_text_channel("general")
        member = world.person("mia")
        panel = await ask(member, channel, "!buttons")
        refused = await member.click(panel, custom_id="refuse")
        assert (refused.ephemeral, refused.response.content) == (True, "That clan is full.")
        broken = await member.click(panel, custom_id="break")
        assert "reference" in broken.response.content
        assert bot.observer.errors == ["RuntimeError"]
        archived = await member.click(panel, custom_id="archived")
        assert archived.response.content.startswith("This thread is archived by now.")


async def test_a_forgotten_row_in_the_access_table_ends_the_start() -> None:
    class Forgetful(SomeBot):
        async def add_cogs(self) -> None:
            await super().add_cogs()

            @commands.command()
            async def forgotten(ctx: commands.Context[Any]) -> None:
                await answer(ctx, "oops")

            self.add_command(forgotten)

    with pytest.raises(LookupError, match="forgotten"):
        async with simulated(Forgetful()):
            pass


async def test_slash_commands_that_cannot_be_written_keep_nobody_from_closing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bot = SomeBot()

    async def late(*_: object, **__: object) -> None:
        raise NotOurTurn

    monkeypatch.setattr(HTTPClient, "bulk_upsert_global_commands", late)
    async with simulated(bot) as world:
        channel = world.guild.create_text_channel("general")
        assert (await ask(world.person("mia"), channel, "!echo x")).content == "x"
        assert "slash commands were not synced" in caplog.text
        await bot.close()
        assert bot.is_closed()
