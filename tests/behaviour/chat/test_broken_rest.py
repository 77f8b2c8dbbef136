"""What people see of a command when the connection to Discord breaks in the middle."""

import io
from typing import Any

import discord
import pytest
from discord.ext import commands
from discord.http import HTTPClient

from shared.chat.errors import TROUBLE
from shared.chat.gate import CommandGate, CommandRule
from shared.chat.help import HelpCog
from shared.chat.log_channel import LogChannel
from shared.chat.replies import answer, remove_invocation, take_time
from shared.chat.slash_sync import entry_points
from tests.behaviour.broken_rest import Break, broken, http_error
from tests.behaviour.chat.test_bot import SomeBot, SomeCog, ask
from tests.behaviour.simulated import simulated


class SlowCog(commands.Cog):
    @commands.hybrid_command(brief="Say it back, later")
    async def later(self, ctx: commands.Context[Any]) -> None:
        await take_time(ctx)
        await answer(ctx, "at last", ephemeral=True)

    @commands.hybrid_command(brief="Private")
    async def private(self, ctx: commands.Context[Any]) -> None:
        await answer(ctx, "for your eyes", ephemeral=True)

    @commands.hybrid_command(brief="A file")
    async def file(self, ctx: commands.Context[Any]) -> None:
        await answer(ctx, "here", files=[discord.File(io.BytesIO(b"all of it"), "list.txt")])


class SlowBot(SomeBot):
    def __init__(self) -> None:
        super().__init__()
        names = [
            command.qualified_name
            for cog in (SomeCog, SlowCog, HelpCog)
            for command in cog.__cog_commands__
        ]
        rules = {name: CommandRule() for name in names}
        self.gate = CommandGate(
            rules=rules, belongs=lambda _person, _audience: True, audience_names={}
        )

    async def add_cogs(self) -> None:
        await super().add_cogs()
        await self.add_cog(SlowCog())


def _expired(_: object) -> bool:
    return True


def texts(world: Any, channel: Any) -> list[str]:
    return [m.content for m in world.env.backend.messages[channel.id].values()]


BEFORE_AND_AFTER = pytest.mark.parametrize("after", [False, True], ids=["before", "after the act"])


@BEFORE_AND_AFTER
async def test_a_reply_is_there_once(after: bool) -> None:
    async with simulated(SomeBot()) as world:
        channel = world.guild.create_text_channel("general")
        lost = Break("POST", "/messages", after=after)
        with broken(lost):
            await ask(world.person("mia"), channel, "!echo hi")
        assert texts(world, channel)[1:] == ["hi"]
        assert len(lost.seen) == 2


async def test_a_file_is_whole_when_it_is_sent_again() -> None:
    async with simulated(SlowBot()) as world:
        channel = world.guild.create_text_channel("general")
        with broken(Break("POST", "/messages")):
            await ask(world.person("mia"), channel, "!file")
        attachment = channel.last_message.attachments[0]
        assert (attachment.filename, attachment.size) == ("list.txt", len(b"all of it"))


@BEFORE_AND_AFTER
@pytest.mark.parametrize(("command", "words"), [("private", "for your eyes"), ("later", "at last")])
async def test_a_slash_command_is_answered_though_its_first_answer_is_lost(
    command: str, words: str, after: bool
) -> None:
    async with simulated(SlowBot()) as world:
        channel = world.guild.create_text_channel("general")
        with broken(Break("POST", "/callback", after=after)):
            said = await world.person("mia").slash(channel, command)
        answers = [said.response, *said.followups]
        assert [each.content for each in answers if each.content] == [words]
        assert said.ephemeral


async def test_a_private_answer_stays_private_where_the_clock_is_an_hour_ahead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with simulated(SlowBot()) as world:
        channel = world.guild.create_text_channel("general")
        monkeypatch.setattr(discord.Interaction, "is_expired", _expired)
        for command in ("private", "later"):
            said = await world.person("mia").slash(channel, command)
            assert said.ephemeral
        assert not [
            m for m in world.env.backend.messages[channel.id].values() if not m.is_ephemeral
        ]


async def test_trouble_that_lasts_is_told_and_is_no_error_of_ours(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bot = SomeBot()
    async with simulated(bot, check_errors=False) as world:
        channel = world.guild.create_text_channel("general")
        with broken(Break("POST", "/messages", times=3, error=lambda: http_error(503))):
            await ask(world.person("mia"), channel, "!echo hi")
        assert texts(world, channel)[1:] == [TROUBLE]
        assert bot.observer.errors == []
        assert "Traceback" not in caplog.text


async def test_the_invocation_that_cannot_be_removed_spoils_nothing() -> None:
    class Tidy(commands.Cog):
        @commands.hybrid_command(name="private", brief="Removes it")
        async def tidy(self, ctx: commands.Context[Any]) -> None:
            await answer(ctx, "done")
            await remove_invocation(ctx)

    class TidyBot(SlowBot):
        async def add_cogs(self) -> None:
            await SomeBot.add_cogs(self)
            await self.add_cog(Tidy())

    async with simulated(TidyBot()) as world:
        channel = world.guild.create_text_channel("general")
        with broken(Break("DELETE", "/messages", times=9)):
            await ask(world.person("mia"), channel, "!private")
        assert texts(world, channel)[1:] == ["done"]


async def test_the_log_channel_never_raises_and_tries_again() -> None:
    bot = SomeBot()
    async with simulated(bot) as world:
        channel = world.guild.create_text_channel("log")
        log_channel = LogChannel(client=bot, channel_id=channel.id)
        with broken(Break("POST", "/messages")):
            await log_channel.say("one", about=("1",))
        with broken(Break("POST", "/messages", times=9)):
            await log_channel.say("two", about=("2",))
        assert texts(world, channel) == ["one"]


async def test_slash_sync_keeps_the_entry_point_command() -> None:
    entry = {"id": "7", "application_id": "1", "version": "9", "type": 4, "name": "launch"}
    entry |= {"description": "", "handler": 2, "integration_types": [0, 1]}
    ours = {"id": "8", "application_id": "1", "version": "9", "type": 1, "name": "old"}
    sent: list[Any] = []

    async def there(*_: object) -> Any:
        return [entry, ours]

    async def overwrite(_: object, __: object, *, payload: list[Any]) -> Any:
        sent.extend(payload)
        return payload

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HTTPClient, "get_global_commands", there)
        patch.setattr(HTTPClient, "bulk_upsert_global_commands", overwrite)
        async with simulated(SomeBot()):
            pass
    kept = [command for command in sent if command["type"] == 4]
    assert kept == [
        {"id": "7", "type": 4, "name": "launch", "description": "", "handler": 2}
        | {"integration_types": [0, 1]}
    ]
    assert "echo" in {command["name"] for command in sent}
    assert "old" not in {command["name"] for command in sent}


def test_an_entry_point_alone_is_no_change() -> None:
    kept, ours = entry_points([{"type": 4, "name": "launch"}, {"type": 1, "name": "clan"}, {}])
    assert (len(kept), len(ours)) == (1, 2)
