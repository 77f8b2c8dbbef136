"""The gateway falls silent while we edit: what is told of our own edits comes a minute late."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.behaviour.welcomecrew.tickets import Tickets, tickets

SILENT_FOR: float = 60.0
"""Seconds of the bot's clock; discord.py finds a silent gateway after so long, and resumes."""


@asynccontextmanager
async def silence_from(they: Tickets, begins: Callable[[str, Any], bool]) -> AsyncGenerator[None]:
    """What happens from a certain event on, itself included, is heard after the block."""
    feed, held = they.feed, list[tuple[str, Any]]()

    def hold(event: str, payload: Any) -> None:
        if held or begins(event, payload):
            held.append((event, payload))
        else:
            feed(event, payload)

    subscribers = they.backend.subscribers
    subscribers[subscribers.index(feed)] = hold
    yield
    subscribers[subscribers.index(hold)] = feed
    for event, payload in held:
        feed(event, payload)
    await they.settle()


async def passes(seconds: float) -> None:
    """On the bot's clock, which is hurried."""
    await asyncio.sleep(seconds / 100)


def unlocked(event: str, payload: Any) -> bool:
    return event == "THREAD_UPDATE" and not payload["thread_metadata"]["locked"]


async def test_our_own_unlock_is_no_reopening_however_late_it_is_told() -> None:
    async with tickets() as they:
        await they.looked_around()
        thread = await they.open("0042-tom")
        await they.close(thread)
        async with silence_from(they, unlocked):
            await they.archive(thread, locked=True)
            await they.until(lambda: len(they.questions(thread)) == 1)
            await passes(SILENT_FOR)
        await passes(SILENT_FOR)
        assert len(they.questions(thread)) == 1
        await they.say(they.crew.person("ann", "recruiter"), thread, "NOX")
        await they.until(lambda: they.name(thread) == "Closed-0042-tom-NOX")
