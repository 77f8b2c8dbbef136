"""Both bots through a demo, each call and each event held to Discord's own description."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.discord.rest.exchanges import Exchange
from sandbox.discord.wire import Json, Payload
from sandbox.server import Sandbox
from tests.process.harness import BotProcess
from tests.published.conforms import misfits
from tests.published.description import model, operation

pytestmark = pytest.mark.process

# Newer than the description: what calls there send and get is not looked at.
UNDESCRIBED = {"/guilds/{id}/messages/search"}
MESSAGE, THREAD = "MessageResponse", "ThreadResponse"
EVENTS = {
    "MESSAGE_CREATE": MESSAGE,
    "MESSAGE_UPDATE": MESSAGE,
    "THREAD_CREATE": THREAD,
    "THREAD_UPDATE": THREAD,
}
PARTS = {
    "GUILD_CREATE": {
        "roles": "List[GuildRoleResponse]",
        "emojis": "List[EmojiResponse]",
        "members": "List[GuildMemberResponse]",
        "channels": "List[GuildChannelResponse]",
        "threads": "List[ThreadResponse]",
    },
    "INTERACTION_CREATE": {"message": MESSAGE, "member": "GuildMemberResponse"},
}


class Ear:
    """All that went over both wires."""

    def __init__(self) -> None:
        self.calls: list[Exchange] = []
        self.events: list[tuple[str, Payload]] = []

    @asynccontextmanager
    async def on(self, box: Sandbox, app: str) -> AsyncGenerator[None]:
        """Hear what this bot hears, in a session of one's own."""
        token = box.world.apps[app].token
        identify: Payload = {"token": token, "intents": (1 << 17) - 1 | 1 << 15, "properties": {}}
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{box.gateway.base_url}/{app}/?v=10", max_msg_size=0) as socket,
        ):
            await socket.send_json({"op": 2, "d": identify})
            listening = asyncio.create_task(self._listen(socket))
            yield
            await socket.close()
            await listening

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            frame = json.loads(message.data)
            if frame["op"] == 0:
                self.events.append((frame["t"], frame["d"]))


@pytest.mark.timeout(180)
async def test_what_both_bots_send_and_get_is_what_discord_describes(tmp_path: Path) -> None:
    ear = Ear()
    async with Sandbox.open() as box, AsyncExitStack() as stack:
        box.rest.listeners.append(ear.calls.append)
        for name in ("clanmatch", "welcomecrew"):
            await stack.enter_async_context(ear.on(box, name))
            bot = await stack.enter_async_context(
                BotProcess.open(f"apps.{name}", box.bot_env(name), folder=tmp_path)
            )
            await bot.wait_until_ready()
        await walk(box)
    assert len(ear.calls) > 40
    said = {words for call in ear.calls for words in wrong_with(call)}
    told = {words for event in ear.events for words in wrong_with_event(*event)}
    assert not said | told, "\n".join(sorted(said | told))
    assert {"GUILD_CREATE", "INTERACTION_CREATE", *EVENTS} <= {name for name, _ in ear.events}


async def walk(box: Sandbox) -> None:
    """A little of everything: prefix and slash commands, panels, a welcome, tickets."""
    commands, general = (box.places.channels[key] for key in ("commands", "general"))
    member, recruiter = box.person("member"), box.person("recruiter")
    said = ("!help", "!clan C1CE", "!health", "!clansearch", "!clan nobody", "!reload")
    for text in said:
        before = answers(box, commands)
        member.say(commands, text)
        await box.records.until(lambda before=before: answers(box, commands) > before, within=15)
    await box.records.until(lambda: bool(panels(member.reads(commands))), within=15)
    panel = panels(member.reads(commands))[0]
    (search,) = buttons(panel, "Search")
    await member.click(commands, int(panel["id"]), search["custom_id"]).finished()
    for bot, command in (("clanmatch", "ping"), ("welcomecrew", "ping"), ("clanmatch", "help")):
        await member.slash(general, bot, command).finished()
    newcomer = box.person("newcomer")
    recruiter.say(commands, f"!welcome C1CE <@{newcomer.id}>")
    for name, tag in (("0042-Wren-C1CE", "C1CE"), ("0043-Kofi", "EMB")):
        thread = box.tickets.open(newcomer, name=name)
        box.tickets.close(thread, recruiter, archive=True)
        if not name.endswith(tag):
            await box.records.until(lambda t=thread: bool(questions(box, t)), within=20)
            question = questions(box, thread)[0]
            menu = question["components"][0]["components"][0]["custom_id"]
            recruiter.select(thread, int(question["id"]), menu, [tag])
        await box.records.until(
            lambda t=thread: str(box.world.backend.get_thread(t).name).startswith("Closed-"),
            within=30,
        )


def answers(box: Sandbox, channel: int) -> int:
    mine = {app.user_id for app in box.world.apps.values()}
    return sum(m.author_id in mine for m in box.world.backend.messages[channel].values())


def buttons(message: Payload, label: str) -> list[Payload]:
    inner = [c for row in message["components"] for c in row["components"]]
    return [c for c in inner if label in str(c.get("label", ""))]


def panels(messages: list[Payload]) -> list[Payload]:
    return [message for message in messages if buttons(message, "Search")]


def questions(box: Sandbox, thread: int) -> list[Payload]:
    said = box.person("admin").reads(thread)
    return [m for m in said if m["components"] and not buttons(m, "Change")]


def wrong_with(call: Exchange) -> list[str]:
    """What Discord's description has against a call; calls of the wrong kind it doesn't know."""
    known = operation(call.method, call.path)
    if known is None:
        blanked = "/".join("{id}" if p.isdecimal() else p for p in call.path.split("/"))
        return [] if blanked in UNDESCRIBED else [f"{call.method} {call.path}: no such route"]
    name = f"{known.name} {call.status}"
    found: list[str] = []
    if call.asked is not None and known.body is not None:
        asked = misfits(model(known.body), call.asked, closed=True)
        # discord.py writes these ids as numbers, which Discord takes as well.
        found += [f"{name} ->{w}" for w in asked if not w.startswith(".message_reference.")]
    kind = known.answer(call.status)
    if call.answered is not None and kind is not None:
        found += [f"{name} <-{w}" for w in misfits(model(kind), call.answered)]
    return found


def wrong_with_event(name: str, payload: Payload) -> list[str]:
    """The same for an event: the description knows the objects in it."""
    whole = EVENTS.get(name)
    looked: list[tuple[str, Any, Json]] = [] if whole is None else [("", model(whole), payload)]
    for part, kind in PARTS.get(name, {}).items():
        if part in payload:
            looked.append((f".{part}", model(kind), payload[part]))
    return [f"{name}{at}{w}" for at, kind, value in looked for w in misfits(kind, value)]
