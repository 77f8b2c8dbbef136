"""Seats with real processes: the last one of a clan, its queue, restarts in between, a call."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sandbox.discord.people.interactions import Asked
from sandbox.discord.wire import Payload
from sandbox.environment import seats_env
from sandbox.sheets.sample import CLANMATCH_ID
from tests.process.clanmatch.scene import START_S, Scene, labelled, open_scene

pytestmark = [pytest.mark.process, pytest.mark.long]

WAIT_S = 40.0


class Desk:
    """What recruiters do in tickets, and what the sheet says of it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.box = scene.box

    def rows(self) -> dict[str, str]:
        """State by thread."""
        if all(tab.title != "Seats" for tab in self.box.sheets.spreadsheets[CLANMATCH_ID].tabs):
            return {}
        header, *rows = self.box.sheets.rows(CLANMATCH_ID, "Seats")
        thread, state = header.index("thread"), header.index("state")
        return {row[thread]: row[state] for row in rows if row[thread]}

    async def ask(self, recruiter: str, ticket: int, tag: str) -> Asked:
        """`!clan` in the ticket, Choose this clan, Hold a seat, the form."""
        person = self.box.person(recruiter)
        person.say(ticket, f"!clan {tag}")

        def profiles() -> list[Payload]:
            return [m for m in person.reads(ticket) if "Choose this clan" in str(m["components"])]

        await self.scene.until(lambda: bool(profiles()), WAIT_S)
        (profile,) = profiles()
        chosen = labelled(profile, "Choose this clan").custom_id
        card = await person.click(ticket, int(profile["id"]), chosen).finished(WAIT_S)
        assert card.message is not None
        hold = labelled(card.message, "Hold a seat").custom_id
        opened = person.click(ticket, int(card.message["id"]), hold)
        assert (await opened.answer(WAIT_S)).modal is not None
        return person.submit(opened.id, {"days": ["3"], "person": "Tom", "note": ""})

    def said(self, asked: Asked) -> list[Payload]:
        """What the recruiter was told, all of it."""
        first = asked.now().message
        return [*([first] if first else []), *asked.followups()]

    async def told(self, asked: Asked, words: str) -> Payload:
        """Wait until the recruiter is told that."""

        def found() -> list[Payload]:
            return [each for each in self.said(asked) if words in str(each)]

        await self.scene.until(lambda: bool(found()), WAIT_S)
        return found()[0]

    async def becomes(self, ticket: int, state: str) -> None:
        """Wait until a ticket's row says so."""
        try:
            await self.scene.until(lambda: self.rows().get(str(ticket)) == state, WAIT_S)
        except TimeoutError:
            raise AssertionError(self.rows()) from None

    def cards(self, ticket: int) -> list[Payload]:
        """Our cards in a ticket."""
        read = self.box.person("recruiter").reads(ticket)
        return [
            each
            for each in read
            if "s1:" in str(each.get("components")) and "s1:hold" not in str(each["components"])
        ]


def settings_of(scene: Scene) -> dict[str, str]:
    return seats_env(scene.box.places)


@pytest.mark.timeout(240)
async def test_the_last_seat_its_queue_and_a_restart(tmp_path: Path) -> None:
    async with open_scene(tmp_path) as scene:
        desk, bot = Desk(scene), scene.box.tickets
        more = settings_of(scene)
        first, second = (bot.open(scene.box.person(name)) for name in ("newcomer", "member"))
        async with scene.bot(**more) as old, scene.bot(**more) as other:
            both = (old, other)
            await asyncio.gather(*(each.wait_until_ready(within=START_S) for each in both))
            asks: tuple[Any, Any] = await asyncio.gather(
                desk.ask("recruiter", first, "GSHW"), desk.ask("admin", second, "GSHW")
            )
            # Two processes, two recruiters, one seat: whoever has it, nobody else is told so.
            await scene.until(
                lambda: (
                    sorted(desk.rows().values()) in (["held"], ["freed", "held"])
                    and any("no free seat" in str(desk.said(ask)) for ask in asks)
                ),
                WAIT_S,
            )
            has, waits = (
                (first, second) if desk.rows().get(str(first)) == "held" else (second, first)
            )
            loser = asks[(first, second).index(waits)]
            person = scene.box.person("recruiter" if waits == first else "admin")
            offer = await desk.told(loser, "no free seat")
            join = labelled(offer, "Join the queue").custom_id
            person.click(waits, int(offer["id"]), join)
            await desk.becomes(waits, "queued")
            for each in both:
                assert "Traceback" not in each.output, each.output
        async with scene.bot(**more) as new:
            await new.wait_until_ready(within=START_S)
            assert desk.rows()[str(has)] == "held"
            # The first ticket is closed elsewhere: the seat is free, and whoever waits is called.
            lead = scene.box.person("admin")
            lead.edit_thread(has, name="Closed-1001-newcomer-NOX")
            await desk.becomes(has, "placed")
            await desk.becomes(waits, "called")
            await scene.until(
                lambda: any("is free" in str(each["content"]) for each in desk.cards(waits)),
                WAIT_S,
            )
            assert "Traceback" not in new.output, new.output
