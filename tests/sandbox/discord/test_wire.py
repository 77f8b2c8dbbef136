"""Small manners of the wire that other libraries rely on."""

import json

import aiohttp
import discord
import pytest
from discord import app_commands

from sandbox.discord.wire import Payload
from sandbox.server import Sandbox
from shared.chat.slash_sync import sync_if_changed
from tests.sandbox.discord.clients import EchoBot, running
from tests.sandbox.discord.wire import Api, api

__all__ = ["api"]


async def frames(box: Sandbox, identify: Payload, query: str = "?v=10") -> list[Payload]:
    """What the gateway says to an IDENTIFY, up to READY; the close code as the last one."""
    heard: list[Payload] = []
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{box.gateway.base_url}/clanmatch/{query}") as socket,
    ):
        await socket.send_str(json.dumps({"op": 2, "d": identify}))
        async for message in socket:
            heard.append(json.loads(message.data))
            if heard[-1]["t"] == "READY":
                return heard
        return [*heard, {"closed": socket.close_code}]


def identify(box: Sandbox, **more: object) -> Payload:
    token = box.world.apps["clanmatch"].token
    return {"token": token, "intents": 1, "properties": {}, **more}


@pytest.mark.parametrize("query", ["", "?v=10", "?v=9&encoding=json"])
async def test_ready_tells_the_account_of_itself(box: Sandbox, query: str) -> None:
    ready = (await frames(box, identify(box), query))[-1]["d"]
    assert ready["application"]["id"] == ready["user"]["id"]
    assert {"verified", "mfa_enabled", "email"} <= ready["user"].keys()


async def test_bot_before_the_token_is_of_no_account_to_the_gateway(box: Sandbox) -> None:
    token = f"Bot {box.world.apps['clanmatch'].token}"
    assert (await frames(box, identify(box, token=token)))[-1]["t"] == "READY"


async def test_identify_needs_properties(box: Sandbox) -> None:
    bare = identify(box)
    del bare["properties"]
    assert (await frames(box, bare))[-1] == {"closed": 4002}


async def test_an_old_version_is_refused(box: Sandbox) -> None:
    assert (await frames(box, identify(box), "?v=6")) == [{"closed": 4012}]


@pytest.mark.parametrize("kind", ["", "Bearer ", "bot "])
async def test_rest_wants_the_token_with_bot_before_it(box: Sandbox, kind: str) -> None:
    headers = {"Authorization": f"{kind}{box.world.apps['clanmatch'].token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{box.url}/api/v10/users/@me", headers=headers) as answer,
    ):
        assert answer.status == 401


async def test_a_body_may_be_urlencoded(box: Sandbox, api: Api) -> None:
    path = f"/channels/{box.places.channels['general']}/messages"
    answer = await api.call("POST", path, data={"content": "hi there"})
    assert (answer.status, answer.body["content"]) == (200, "hi there")


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data"])
async def test_a_broken_body_is_said_to_be_so(box: Sandbox, api: Api, kind: str) -> None:
    path = f"/channels/{box.places.channels['general']}/messages"
    if kind == "application/json":
        answer = await api.call("POST", path, data=b"{", headers={"Content-Type": kind})
    else:
        with aiohttp.MultipartWriter("form-data") as form:
            form.append("{").set_content_disposition("form-data", name="payload_json")
        answer = await api.call("POST", path, data=form)
    assert (answer.status, answer.body["code"]) == (400, 50109)


async def test_objects_are_whole(box: Sandbox, api: Api) -> None:
    guild = (await api.call("GET", f"/guilds/{box.places.guild_id}")).body
    for name in ("nsfw_level", "safety_alerts_channel_id", "incidents_data"):
        assert name in guild, name
    general = box.places.channels["general"]
    box.person("member").say(general, "hi")
    (message,) = (await api.call("GET", f"/channels/{general}/messages")).body
    assert message["author"].keys() >= {"primary_guild", "flags", "collectibles"}
    # Nobody else is told of these.
    assert not message["author"].keys() & {"email", "verified", "mfa_enabled"}
    channel = (await api.call("GET", f"/channels/{general}")).body
    assert channel["flags"] == 0


class Presser(EchoBot):
    """Answers a command of one server with a button, and a press of it."""

    async def setup_hook(self) -> None:
        await super().setup_hook()
        tree = self.tree

        @tree.command(name="hi", description="Says hi.", guild=discord.Object(self.guild_id))
        async def hi(interaction: discord.Interaction) -> None:
            view = discord.ui.View()
            view.add_item(discord.ui.Button(label="On", custom_id="on"))
            await interaction.response.send_message("hi", view=view)

        await tree.sync(guild=discord.Object(self.guild_id))

    guild_id = 0

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await interaction.response.send_message("on", ephemeral=True)
            await interaction.followup.send("and on")


async def test_a_command_of_one_server_and_where_answers_come_from(box: Sandbox) -> None:
    general, member = box.places.channels["general"], box.person("member")
    bot = Presser()
    bot.guild_id = box.places.guild_id
    async with running(bot, box):
        answer = await member.slash(general, "clanmatch", "hi").answer()
        assert answer.message is not None
        asked = member.click(general, int(answer.message["id"]), "on")
        pressed = (await asked.answer()).message
        assert pressed is not None
        await box.records.until(lambda: bool(asked.followups()))
        (after,) = asked.followups()
    origin = pressed["interaction_metadata"]
    assert origin["interacted_message_id"] == answer.message["id"]
    assert after["interaction_metadata"]["original_response_message_id"] == pressed["id"]


async def test_the_entry_point_command_may_not_be_left_out(box: Sandbox, api: Api) -> None:
    app, bot = box.world.apps["clanmatch"], EchoBot()
    entry: Payload = {"type": 4, "name": "launch", "description": "", "handler": 2}
    app.commands[None] = {("launch", 4): {"id": "7", **entry}}
    path = f"/applications/{app.application_id}/commands"
    ours = {"name": "old", "description": "Went away."}
    refused = await api.call("PUT", path, json=[ours])
    assert (refused.status, refused.body["code"]) == (400, 50240)
    kept = await api.call("PUT", path, json=[ours, {"id": "7", **entry}])
    assert [command["name"] for command in kept.body] == ["old", "launch"]

    async with running(bot, box):
        bot.tree.add_command(
            app_commands.Command(name="new", description="Came.", callback=nothing)
        )
        assert await sync_if_changed(bot.tree)
        assert not await sync_if_changed(bot.tree)
    listed = (await api.call("GET", path)).body
    assert {command["name"]: command.get("handler") for command in listed} == {
        "new": None,
        "launch": 2,
    }


async def nothing(_: discord.Interaction[discord.Client]) -> None:
    """A command that nobody uses here."""
