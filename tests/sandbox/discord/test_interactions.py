"""Interactions end to end: real discord.py views and slash commands, pressed by people."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest
from discord import app_commands

from sandbox.discord.simcord_door import DiscordError
from sandbox.discord.wire import Payload
from sandbox.server import Sandbox
from tests.sandbox.discord.clients import EchoBot, running


class Panel(discord.ui.View):
    """One control of each kind."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.hold = asyncio.Event()

    @discord.ui.button(label="Private", custom_id="private")
    async def private(
        self, interaction: discord.Interaction, _: "discord.ui.Button[Panel]"
    ) -> None:
        await interaction.response.send_message("for you", ephemeral=True)

    @discord.ui.button(label="Think", custom_id="think")
    async def think(self, interaction: discord.Interaction, _: "discord.ui.Button[Panel]") -> None:
        await interaction.response.defer(thinking=True)
        await interaction.edit_original_response(content="thought")
        await interaction.followup.send("and more", wait=True)

    @discord.ui.button(label="Never", custom_id="never")
    async def never(self, interaction: discord.Interaction, _: "discord.ui.Button[Panel]") -> None:
        await self.hold.wait()

    @discord.ui.select(
        custom_id="choose",
        options=[discord.SelectOption(label=x, value=x) for x in ("one", "two")],
    )
    async def choose(
        self, interaction: discord.Interaction, select: "discord.ui.Select[Panel]"
    ) -> None:
        await interaction.response.edit_message(content=f"chose {select.values[0]}")


class PanelBot(EchoBot):
    async def setup_hook(self) -> None:
        await super().setup_hook()
        self.add_view(Panel())

        @self.tree.command(description="Greets somebody")
        async def greet(
            interaction: discord.Interaction, who: discord.Member, times: int = 1
        ) -> None:
            await interaction.response.send_message(f"{who.name} x {times}")

        @greet.autocomplete("times")
        async def times(_: discord.Interaction, current: str) -> list[app_commands.Choice[int]]:
            return [app_commands.Choice(name=f"{current}!", value=7)]

        await self.tree.sync()


@pytest.fixture
async def bot(box: Sandbox) -> AsyncIterator[PanelBot]:
    async with running(PanelBot(), box) as started:
        yield started  # type: ignore[misc] - what goes in comes out


@pytest.fixture
async def panel(box: Sandbox, bot: PanelBot) -> tuple[int, int]:
    general = box.places.channels["general"]
    message = await bot.get_partial_messageable(general).send("panel", view=Panel())
    return general, message.id


async def test_an_ephemeral_answer_is_for_its_reader_only(
    box: Sandbox, panel: tuple[int, int]
) -> None:
    told: list[tuple[str, int | None]] = []
    stop = box.subscribe(lambda event: told.append((event.name, event.only_for)))
    answer = await box.person("member").click(*panel, "private").answer()
    stop()
    assert answer.kind == "message"
    assert answer.message is not None
    assert answer.message["content"] == "for you"
    assert ("EPHEMERAL_CREATE", box.person("member").id) in told
    assert "MESSAGE_CREATE" not in [name for name, _ in told]
    texts = {who: texts_seen(box, who, panel[0]) for who in ("member", "newcomer")}
    assert texts == {"member": ["panel", "for you"], "newcomer": ["panel"]}


def texts_seen(box: Sandbox, who: str, channel: int) -> list[str]:
    return [message["content"] for message in box.person(who).reads(channel)]


async def test_a_deferred_answer_is_edited_and_followed_up(
    box: Sandbox, panel: tuple[int, int]
) -> None:
    asked = box.person("member").click(*panel, "think")
    answer = await asked.finished()
    assert answer.message is not None
    assert answer.message["content"] == "thought"
    await box.records.until(lambda: len(asked.followups()) == 1)
    assert asked.followups()[0]["content"] == "and more"


async def test_a_select_edits_the_panel(box: Sandbox, panel: tuple[int, int]) -> None:
    answer = await box.person("member").select(*panel, "choose", ["two"]).answer()
    assert answer.kind == "update"
    assert texts_seen(box, "newcomer", panel[0]) == ["chose two"]
    with pytest.raises(DiscordError):
        box.person("member").select(*panel, "choose", ["three"])


async def test_no_answer_in_three_seconds_has_failed(
    box: Sandbox, bot: PanelBot, panel: tuple[int, int]
) -> None:
    told: list[str] = []
    box.subscribe(lambda event: told.append(event.name))
    asked = box.person("member").click(*panel, "never")
    assert (await asked.answer(within=3.2)).failed
    assert "INTERACTION_FAILED" in told
    assert not bot.is_closed()


async def test_only_the_first_of_two_instances_can_answer(
    box: Sandbox, bot: PanelBot, panel: tuple[int, int]
) -> None:
    refused: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    class Second(EchoBot):
        async def on_interaction(self, interaction: discord.Interaction) -> None:
            await box.records.until(lambda: asked.answered)
            try:
                await interaction.response.send_message("me too")
            except discord.HTTPException as error:
                refused.set_result(error.code)

    async with running(Second(), box):
        asked = box.person("member").click(*panel, "private")
        assert await asyncio.wait_for(refused, 5) == 40060
    assert not bot.is_closed()


async def callback(box: Sandbox, payload: Payload, token: str) -> tuple[int, Payload]:
    path = f"{box.url}/api/v10/interactions/{payload['id']}/{token}/callback"
    async with aiohttp.ClientSession() as session:
        response = await session.post(path, json={"type": 4, "data": {"content": "late"}})
        return response.status, await response.json()


async def test_late_and_unknown_answers_are_10062(box: Sandbox, panel: tuple[int, int]) -> None:
    heard: list[Payload] = []
    box.subscribe(
        lambda event: heard.append(event.payload) if event.name == "INTERACTION_CREATE" else None
    )
    box.person("member").click(*panel, "private")
    box.world.clock.travel(3.1)
    assert (await callback(box, heard[0], heard[0]["token"]))[1]["code"] == 10062
    assert (await callback(box, heard[0], "nonsense"))[1]["code"] == 10062


async def test_a_token_ends_after_a_quarter_of_an_hour(
    box: Sandbox, bot: PanelBot, panel: tuple[int, int]
) -> None:
    kept: list[discord.Interaction] = []

    async def keep(interaction: discord.Interaction) -> None:
        kept.append(interaction)

    bot.add_listener(keep, "on_interaction")
    await box.person("member").click(*panel, "private").answer()
    await bot.until("interaction")
    box.world.clock.travel(14 * 60)
    await kept[0].followup.send("still fine", ephemeral=True)
    box.world.clock.travel(2 * 60)
    with pytest.raises(discord.HTTPException) as error:
        await kept[0].followup.send("too late", ephemeral=True)
    assert error.value.code == 50027


async def test_slash_commands_with_options_and_suggestions(box: Sandbox, bot: PanelBot) -> None:
    general, member = box.places.channels["general"], box.person("member")
    wren = box.person("newcomer")
    answer = await member.slash(
        general, "clanmatch", "greet", {"who": str(wren.id), "times": "3"}
    ).answer()
    assert answer.message is not None
    assert answer.message["content"] == "Wren x 3"
    suggested = await member.complete(general, "clanmatch", "greet", "times", "12").answer()
    assert suggested.choices == ({"name": "12!", "value": 7},)
    assert [c["name"] for c in member.commands(general)] == ["greet"]
    with pytest.raises(DiscordError):
        member.slash(general, "clanmatch", "greet", {})
    with pytest.raises(DiscordError):
        member.slash(general, "welcomecrew", "greet", {})
    assert bot.application_id == box.world.apps["clanmatch"].application_id


async def test_single_commands_can_be_listed_changed_and_removed(
    box: Sandbox, bot: PanelBot
) -> None:
    app_id = bot.application_id or 0
    http = bot.http
    (listed,) = await http.get_global_commands(app_id)
    assert listed["name"] == "greet"
    await http.edit_global_command(app_id, int(listed["id"]), {"description": "Hails"})
    made = await http.upsert_global_command(app_id, {"name": "new", "description": "New"})  # type: ignore[typeddict-item] - the client fills in the rest
    assert {c["description"] for c in await http.get_global_commands(app_id)} == {"Hails", "New"}
    await http.delete_global_command(app_id, int(made["id"]))
    assert [c["name"] for c in await http.get_global_commands(app_id)] == ["greet"]


async def test_nobody_can_press_what_is_not_there(box: Sandbox, panel: tuple[int, int]) -> None:
    with pytest.raises(DiscordError):
        box.person("member").click(*panel, "elsewhere")
    thread = box.person("member").open_thread(panel[0], "talk")
    message = box.person("member").say(thread, "hello")
    with pytest.raises(DiscordError):
        box.person("member").click(thread, message, "private")
