"""Ticket threads among simulated people: a ticket bot that opens, greets and closes."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import pairwise
from typing import Any

import discord

from apps.welcomecrew.ledger.rows import THREAD
from tests.behaviour.welcomecrew.crew import Crew, open_crew
from tests.fakes.hurried_clock import HurriedClock


def is_question(components: Any) -> bool:
    """Whether the components, as Discord has them, are those of a question for a tag."""
    return '"custom_id": "tag:' in json.dumps(components, default=vars)


TICKET_BOT = "ticket-bot"


class Tickets:
    """Plays the ticket bot, and reads what became of its tickets."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.backend = crew.world.env.backend
        self._names: dict[int, list[str]] = {}
        self.backend.subscribers.append(self._listen)
        self.bot = crew.world.guild.add_member(crew.world.env.create_user(TICKET_BOT, bot=True))

    async def open(
        self, name: str, *, promo: bool = False, private: bool = False, greeting: str = "Welcome!"
    ) -> int:
        parent = self.crew.promo if promo else self.crew.welcome
        kind = discord.ChannelType.private_thread if private else discord.ChannelType.public_thread
        thread = self.backend.create_thread(parent.id, name, self.bot.id, type=kind.value)
        await self.settle()
        if greeting:
            await self.bot_says(thread.id, greeting)
        return int(thread.id)

    async def bot_says(self, thread_id: int, text: str = "", **embed: Any) -> None:
        embeds: list[dict[str, Any]] = [dict(embed)] if embed else []
        self.backend.create_message(thread_id, self.bot.id, text, embeds=embeds)
        await self.settle()

    async def close(self, thread_id: int) -> None:
        await self.bot_says(thread_id, description="**Ticket closed** by Recruiter")

    async def archive(self, thread_id: int, *, locked: bool = False) -> None:
        metadata = {"archived": True, "locked": locked}
        self.backend.edit_channel(thread_id, {}, thread_metadata=metadata)
        await self.settle()

    async def asked(
        self, name: str = "0042-tom", *, promo: bool = False, locked: bool = False
    ) -> int:
        """A ticket that was closed without a tag, for which the bot now asks."""
        thread_id = await self.open(name, promo=promo)
        await self.close(thread_id)
        await self.archive(thread_id, locked=locked)
        await self.is_asked(thread_id)
        return thread_id

    async def reopen(self, thread_id: int) -> None:
        metadata = {"archived": False, "locked": False}
        self.backend.edit_channel(thread_id, {}, thread_metadata=metadata)
        await self.settle()

    async def say(self, person: Any, thread_id: int, text: str) -> None:
        """Write in the thread, which Discord unarchives at once."""
        if self.thread(thread_id).thread_metadata.archived:
            self.backend.edit_channel(thread_id, {}, thread_metadata={"archived": False})
        self.backend.create_message(thread_id, person.id, text)
        await self.settle()

    async def pick(self, thread_id: int, tag: str, *, by: Any) -> None:
        (question,) = self.questions(thread_id)
        await by.select(self.crew.world.message(thread_id, question.id), [tag])

    @contextmanager
    def unheard(self) -> Generator[None]:
        """No event reaches the bot."""
        self.backend.subscribers.remove(self.feed)
        yield
        self.backend.subscribers.append(self.feed)

    @asynccontextmanager
    async def away(self) -> AsyncGenerator[None]:
        """The bot hears nothing for a while, then a new process of it starts."""
        with self.unheard():
            yield
        await self.crew.restart()

    async def looked_around(self) -> None:
        """The round of its own start is over: it won't find what is closed from now on."""
        await self.shows("nothing was missing")

    async def caught_up(self) -> None:
        """The new process has found the question that stands."""
        await self.shows("its tag asked for")

    async def shows(self, words: str) -> None:
        """Wait until `!watch_status` says so."""
        admin, shown = self.crew.person("ada", "admin"), ""
        for _ in range(50):
            answer = await self.crew.ask(admin, "!watch_status")
            shown = str(answer.embeds[0].to_dict())
            if words in shown:
                return
        raise AssertionError(f"not shown: {words}, but {shown}")

    @property
    def feed(self) -> Any:
        """What the bot hears by, among the backend's subscribers."""
        return self.crew.world.env._gateway_feed  # pyright: ignore[reportPrivateUsage] - simcord offers no other way

    def renames(self, thread_id: int) -> int:
        """How often the thread got another name."""
        names = self._names.get(thread_id, [])
        return sum(one != other for one, other in pairwise(names))

    def _listen(self, event: str, payload: Any) -> None:
        if event in {"THREAD_CREATE", "THREAD_UPDATE"}:
            self._names.setdefault(int(payload["id"]), []).append(payload["name"])

    async def settle(self) -> None:
        with suppress(TimeoutError):
            await self.crew.world.env.settle()

    def thread(self, thread_id: int) -> Any:
        return self.backend.channels[thread_id]

    def name(self, thread_id: int) -> str:
        return str(self.thread(thread_id).name)

    def questions(self, thread_id: int) -> list[Any]:
        """Our messages that ask for a tag; one that was answered offers to change it only."""
        return [each for each in self.own_words(thread_id) if is_question(each.components)]

    def own_words(self, thread_id: int) -> list[Any]:
        """What our bot said in the thread."""
        own = self.backend.bot_user.id
        return [m for m in self.backend.messages[thread_id].values() if m.author_id == own]

    def rows(self, tab: str = "Sheet1") -> list[list[str]]:
        """What the rows say, but for the threads that they belong to."""
        header, *rows = self.crew.workbook.tabs[tab]
        kept = [i for i, name in enumerate(header) if name != THREAD]
        return [[row[i] for i in kept if i < len(row)] for row in rows if any(row)]

    async def is_named(self, thread_id: int, name: str, *, within: float = 5.0) -> None:
        await self.until(lambda: self.name(thread_id) == name, within=within)

    async def is_asked(self, thread_id: int, *, within: float = 5.0) -> None:
        """Its one question stands."""
        await self.until(lambda: len(self.questions(thread_id)) == 1, within=within)

    async def until(self, true: Callable[[], bool], *, within: float = 5.0) -> None:
        """Let the bot work until something holds."""
        try:
            async with asyncio.timeout(within):
                while not true():  # noqa: ASYNC110 - what is waited for happens in another program
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError("it did not happen") from None
        await self.settle()


@asynccontextmanager
async def tickets(**settings: Any) -> AsyncGenerator[Tickets]:
    async with open_crew(settings, clock=HurriedClock(), settle_timeout=1.0) as crew:
        yield Tickets(crew)
