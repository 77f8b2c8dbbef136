"""The tag question among simulated people: who may answer, pages, reload, restarts."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import discord

from apps.welcomecrew.access import Roles
from apps.welcomecrew.question.components import question_in
from apps.welcomecrew.question.pick import Pick
from apps.welcomecrew.question.picker import TagPicker
from apps.welcomecrew.question.state import answered_tag
from apps.welcomecrew.tickets.ticket import Kind, Ticket
from shared.chat.bot import ChatBot
from shared.chat.gate import CommandGate
from shared.chat.home import Home
from shared.sheets.errors import SheetsError, Unreachable
from shared.tickets.tags import KnownTags
from tests.behaviour.simulated import Simulated, simulated
from tests.fakes.clock import ManualClock

MANY = KnownTags(f"T{number:02}" for number in range(60))
START = datetime(2026, 1, 5, 12, tzinfo=UTC)
WORDS = {"No clan": True, "Left": True}
"""Answers where there is no clan."""
CLOSE_ID = 1234567890123456789


@dataclass
class Desk:
    """What stands behind the picker in these tests; outlives a restart of the bot."""

    tags: KnownTags = MANY
    trouble: SheetsError | None = None
    refusal: str | None = None
    picks: list[Pick] = field(default_factory=list[Pick])
    errors: list[str] = field(default_factory=list[str])
    recruiter_role: int = 0
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))

    async def known(self) -> KnownTags:
        if self.trouble:
            raise self.trouble
        return self.tags

    def picked(self, pick: Pick) -> None:
        self.picks.append(pick)

    def count_command(self, name: str) -> None:
        raise AssertionError(name)

    def count_error(self, name: str) -> None:
        self.errors.append(name)


class PickerBot(ChatBot):
    def __init__(self, desk: Desk) -> None:
        roles = Roles(recruiters=frozenset({desk.recruiter_role}))
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, message_content=True),
            gate=CommandGate(rules={}, belongs=roles.belongs, audience_names={}),
            home=Home(),
            observer=desk,
        )
        self.picker = TagPicker(
            tags=desk.known,
            roles=roles,
            person=self.person,
            refusal=lambda _: desk.refusal,
            picked=desk.picked,
            pressed=lambda _thread_id: None,
            observer=desk,
            clock=desk.clock,
        )

    async def add_cogs(self) -> None:
        self.add_dynamic_items(self.picker.item)


@dataclass
class Scene:
    world: Simulated
    desk: Desk
    channel: Any
    thread: Any
    asked: Any
    recruiter: Any
    other: Any
    admin: Any

    @property
    def bot(self) -> PickerBot:
        bot = self.world.env.bot
        assert isinstance(bot, PickerBot)
        return bot

    async def ask(self) -> Any:
        thread = self.bot.get_channel(self.thread.id)
        assert isinstance(thread, discord.Thread)
        ticket = Ticket(Kind.WELCOME, "0042", "Tom")
        await self.bot.picker.ask(thread, ticket=ticket, asked_id=self.asked.id, close_id=CLOSE_ID)
        await self.world.env.settle()
        return self.thread.last_message

    async def restart(self) -> None:
        await self.bot.picker.close()
        await self.world.env.restart_bot(PickerBot(self.desk))

    async def close(self) -> None:
        await self.bot.picker.close()


@asynccontextmanager
async def open_scene(**options: Any) -> AsyncGenerator[Scene]:
    desk = Desk()
    async with simulated(
        discord.Client(intents=discord.Intents.default()), start=START, **options
    ) as world:
        recruiters = world.guild.create_role("recruiters")
        desk.recruiter_role = recruiters.id
        channel = world.guild.create_text_channel("welcome")
        await world.env.restart_bot(PickerBot(desk))
        asked = world.person("anna")
        world.env.backend.create_thread(channel.id, "0042-Tom", asked.id)
        await world.env.settle()
        scene = Scene(
            world=world,
            desk=desk,
            channel=channel,
            thread=channel.threads[0],
            asked=asked,
            recruiter=world.person("rita", recruiters),
            other=world.person("otto"),
            admin=world.person("ada", administrator=True),
        )
        yield scene
        await scene.close()


def select_of(message: Any) -> discord.SelectMenu:
    return next(
        child
        for row in message.components
        for child in row.children
        if isinstance(child, discord.SelectMenu)
    )


def buttons_of(message: Any) -> dict[str, bool]:
    """Label → whether it can be pressed."""
    return {
        child.label or "": not child.disabled
        for row in message.components
        for child in row.children
        if isinstance(child, discord.Button)
    }


def shown(message: Any) -> list[str]:
    return [option.value for option in select_of(message).options]


async def test_the_question_mentions_the_asked_person_and_pages_through_all_tags() -> None:
    async with open_scene() as scene:
        question = await scene.ask()
        assert question.content.startswith(f"{scene.asked.mention} Ticket **0042** (Tom)")
        assert [user.id for user in question.mentions] == [scene.asked.id]
        seen = shown(question)
        assert len(seen) == 25
        assert buttons_of(question) == {"◀ Prev": False, "Next ▶": True, **WORDS}
        for _ in range(2):
            await scene.asked.click(scene.thread.last_message, label="Next ▶")
            seen += shown(scene.thread.last_message)
        assert seen == sorted(MANY)
        assert buttons_of(scene.thread.last_message) == {
            "◀ Prev": True,
            "Next ▶": False,
            **WORDS,
        }
        await scene.asked.click(scene.thread.last_message, label="◀ Prev")
        assert shown(scene.thread.last_message)[0] == "T25"


async def test_a_pick_is_told_once_and_kept_in_the_message() -> None:
    async with open_scene() as scene:
        question = await scene.ask()
        await scene.asked.select(question, ["T07"])
        answered = scene.thread.last_message
        assert answered.id == question.id
        assert answered_tag(answered.content) == "T07"
        assert buttons_of(answered) == {"Change": True}
        assert question_in(answered) is None
        assert scene.desk.picks == [
            Pick(scene.thread.id, scene.channel.id, question.id, "T07", scene.asked.id)
        ]


async def test_recruiters_and_admins_may_answer_and_others_get_a_private_hint() -> None:
    for who in ("recruiter", "admin"):
        async with open_scene() as scene:
            await getattr(scene, who).select(await scene.ask(), ["T03"])
            assert [pick.tag for pick in scene.desk.picks] == ["T03"]
    async with open_scene() as scene:
        question = await scene.ask()
        before = scene.thread.last_message.content
        for press in (
            scene.other.select(question, ["T03"]),
            scene.other.click(question, label="Next ▶"),
        ):
            refused = await press
            assert refused.ephemeral
            assert scene.asked.mention in refused.response.content
        assert scene.desk.picks == []
        assert scene.thread.last_message.content == before
        assert shown(scene.thread.last_message)[0] == "T00"


async def test_a_question_from_before_a_restart_still_works() -> None:
    async with open_scene() as scene:
        question = await scene.ask()
        await scene.restart()
        await scene.asked.click(question, label="Next ▶")
        assert shown(scene.thread.last_message)[0] == "T25"
        await scene.restart()
        await scene.asked.select(scene.thread.last_message, ["T30"])
        assert [pick.tag for pick in scene.desk.picks] == ["T30"]
        assert scene.desk.errors == []


async def test_after_ten_minutes_a_reload_is_offered_without_a_new_ping() -> None:
    async with open_scene() as scene:
        question = await scene.ask()
        await scene.desk.clock.advance(599)
        assert "Reload" not in buttons_of(scene.thread.last_message)
        await scene.desk.clock.advance(2)
        offered = scene.thread.last_message
        assert offered.id == question.id  # edited, so nobody is pinged again
        assert "Reload" in buttons_of(offered)
        scene.desk.tags = KnownTags(["NEW"])
        await scene.asked.click(offered, label="Reload")
        assert shown(scene.thread.last_message) == ["NEW"]
        assert buttons_of(scene.thread.last_message) == {"Reload": True, **WORDS}


async def test_the_reload_is_offered_after_a_restart_as_well() -> None:
    async with open_scene() as scene:
        question = await scene.ask()
        await scene.restart()
        scene.bot.picker.resume(question)
        scene.bot.picker.resume(question)  # twice is once
        await scene.desk.clock.advance(601)
        assert "Reload" in buttons_of(scene.thread.last_message)
        # Without anybody resuming it, turning a page brings the button too.
        await scene.restart()
        await scene.asked.click(scene.thread.last_message, label="Next ▶")
        assert "Reload" in buttons_of(scene.thread.last_message)


async def test_a_desk_that_refuses_leaves_the_question_as_it_is() -> None:
    async with open_scene() as scene:
        question = await scene.ask()
        scene.desk.refusal = "That ticket is done already."
        refused = await scene.asked.select(question, ["T07"])
        assert (refused.ephemeral, refused.response.content) == (True, scene.desk.refusal)
        assert scene.desk.picks == []
        assert select_of(scene.thread.last_message)


async def test_without_the_clan_list_it_is_asked_all_the_same() -> None:
    async with open_scene() as scene:
        scene.desk.trouble = Unreachable("no answer")
        question = await scene.ask()
        assert buttons_of(question) == {"Reload": True, **WORDS}
        scene.desk.trouble = None
        await scene.asked.click(question, label="Reload")
        assert shown(scene.thread.last_message)[0] == "T00"


async def test_a_withdrawn_question_says_what_became_of_it() -> None:
    async with open_scene() as scene:
        question = await scene.ask()
        thread = scene.bot.get_channel(scene.thread.id)
        assert isinstance(thread, discord.Thread)
        await scene.bot.picker.withdraw(thread, question.id, "Reopened; never mind.")
        assert scene.thread.last_message.content == "Reopened; never mind."
        assert scene.thread.last_message.components == []
        await scene.desk.clock.advance(700)
        assert scene.thread.last_message.components == []  # no reload button comes back
        await scene.bot.picker.withdraw(thread, 1, "a question that is gone")


async def test_a_pick_that_another_instance_took_is_followed_up_later() -> None:
    async with open_scene(check_errors=False) as scene:
        question = await scene.ask()
        scene.world.env.inject_error(
            "POST", "/interactions/*", status=400, code=40060, message="already acknowledged"
        )
        await scene.asked.select(question, ["T07"])
        assert scene.desk.picks == []
        await scene.desk.clock.advance(21)
        assert [pick.tag for pick in scene.desk.picks] == ["T07"]
        assert scene.desk.errors == []


async def test_when_the_answer_can_not_be_kept_it_is_not_taken() -> None:
    async with open_scene(check_errors=False) as scene:
        question = await scene.ask()
        scene.world.env.inject_error("POST", "/interactions/*", status=500, times=None)
        await scene.asked.select(question, ["T07"])
        assert scene.desk.picks == []
        assert select_of(scene.thread.last_message)
        scene.world.env.backend.faults.clear()
        await scene.asked.select(question, ["T08"])
        assert [pick.tag for pick in scene.desk.picks] == ["T08"]
