"""The ticket bot with a morning list, in a world whose days pass when a test says so."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Any

import discord

from tests.behaviour.welcomecrew.crew import open_crew
from tests.behaviour.welcomecrew.tickets import Tickets
from tests.fakes.hurried_clock import HurriedClock

FRIDAY = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)


class ClockOfTheWorld(HurriedClock):
    """The date is that of the simulated Discord."""

    world: Any = None
    ahead = timedelta()
    """Of Discord's."""

    def now(self) -> datetime:
        now: datetime = FRIDAY if self.world is None else self.world.now()
        return now + self.ahead


class Mornings(Tickets):
    """Tickets, and the list of each morning."""

    place: Any
    clock: ClockOfTheWorld
    role: Any
    """Pinged by the list."""

    async def job(self, name: str = "morning list") -> str:
        """Let a job run; what it said."""
        state = await self.crew.keepalive.jobs.run_now(name)
        await self.settle()
        return state.last_outcome

    async def refresh(self) -> str:
        return await self.job("morning list refresh")

    def lists(self) -> list[Any]:
        """Our messages in the list's place, the oldest first."""
        return [m for m in self.own_words(self.place.id) if not m.is_ephemeral]

    def text(self, number: int = -1) -> str:
        """All that a list says."""
        message = self.lists()[number]
        parts = [embed.get("description", "") for embed in message.embeds]
        return "\n".join([message.content, *parts])

    def pinged(self) -> list[list[int]]:
        """Which roles each of our messages pinged when it was posted."""
        return [list(message.mention_role_ids) for message in self.lists()]

    def part(self, title: str) -> list[int]:
        """The threads below a title of the last list."""
        part = self.text().partition(f"**{title}**")[2].partition("\n**")[0]
        return [int(line[2:].partition(">")[0]) for line in part.splitlines() if line[:2] == "<#"]

    def wait(self, **span: float) -> None:
        """Let time pass on Discord."""
        self.clock.world.advance(timedelta(**span).total_seconds())

    def delete(self, message: Any) -> None:
        """Somebody deletes a message by hand."""
        self.backend.delete_message(message.channel_id, message.id)

    def message(self, number: int = -1) -> Any:
        """A list as the library's own object, to press on."""
        return self.crew.world.message(self.place.id, self.lists()[number].id)

    async def fill(self, person: Any, button: str, values: dict[str, Any]) -> Any:
        """Press a button below the last list, and submit its form."""
        shown = await person.click(self.message(), label=button)
        return await person.submit_modal(shown, values)


@asynccontextmanager
async def mornings(
    *, log: bool = True, hidden: bool = False, **settings: Any
) -> AsyncGenerator[Mornings]:
    """`log`: whether there is a log channel; `hidden`: the welcome channel is, from the bot."""
    overwrites = discord.PermissionOverwrite(view_channel=False) if hidden else None
    clock = ClockOfTheWorld()
    roles: list[Any] = []

    def more(guild: Any) -> dict[str, Any]:
        place, told = guild.create_text_channel("morning"), guild.create_text_channel("log")
        roles.append(guild.create_role("on duty"))
        return {
            "morning_list_time": time(7),
            "morning_list_thread_id": place.id,
            "morning_list_ping_role_id": roles[0].id,
            **({"log_channel_id": told.id} if log else {}),
            **settings,
        }

    async with open_crew(
        more, clock=clock, overwrites=overwrites, settle_timeout=1.0, start=FRIDAY
    ) as crew:
        found = Mornings(crew)
        found.clock = clock
        clock.world = crew.world.env.backend.clock
        found.place, found.role = crew.world.guild.channels["morning"], roles[0]
        yield found


def said(answer: Any) -> str:
    """What the bot answered in words."""
    return str(answer.response.content)
