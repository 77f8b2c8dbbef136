"""People who close tickets and ask for clans all the time, whoever speaks at the moment."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import cycle
from typing import Final

from sandbox.discord.world.feed import WorldEvent
from sandbox.hosting.hosted import HostedBot
from sandbox.sheets.sample import CLANMATCH_ID, WELCOMECREW_ID
from sandbox.sheets.service import RequestRecord
from tests.process.instances.house import House
from tests.process.scene import ticket_rows

_EVERY_S: Final = 2.0
_WRITTEN_WITHIN_S: Final = 40.0
# Clans that are asked for only when an answer must come.
_KEPT_BACK: Final = 4
_TAG: Final = re.compile(r"(?!TAG)[A-Z0-9-]{3,}")
# Everybody may ask once in two seconds.
_ASKERS: Final = ("member", "newcomer", "scout", "recruiter", "lead")


class People:
    """What they did, and what came of it."""

    def __init__(self, house: House) -> None:
        self._box = house.box
        self._place = house.box.places.channels["commands"]
        self.tickets: dict[int, str] = {}
        self._unasked = [row[2] for row in _roster(house) if re.fullmatch(_TAG, row[2])]
        self.answers: Counter[str] = Counter()
        self.names: dict[int, list[str]] = {}
        house.box.subscribe(self._watch)

    def close_a_ticket(self) -> str:
        """Open one and close it at once; gives its number."""
        number = f"{len(self.tickets) + 100:04}"
        newcomer = self._box.person("newcomer")
        thread = self._box.tickets.open(newcomer, name=f"{number}-Wren-EMB")
        self.tickets[thread] = number
        self._box.tickets.close(thread, self._box.person("recruiter"), archive=True)
        return number

    async def go_on(self) -> None:
        """For ever: a ticket, a question, a pause."""
        for asker in cycle(_ASKERS):
            self.close_a_ticket()
            if len(self._unasked) > _KEPT_BACK:
                self._ask(asker)
            await asyncio.sleep(_EVERY_S)

    async def is_answered(self) -> None:
        """Somebody asks, and is answered."""
        tag = self._ask("admin")
        await self._box.records.until(lambda: self.answers[tag] > 0)

    def _ask(self, asker: str) -> str:
        """For a clan that nobody asked for before: a second answer could only be a double."""
        tag = self._unasked.pop()
        self._box.person(asker).say(self._place, f"!clan {tag}")
        return tag

    async def all_is_written(self) -> None:
        """Every ticket: one row, one rename, closed; no question twice answered."""
        await self._box.records.until(self._tickets_are_closed, within=_WRITTEN_WITHIN_S)
        rows = Counter(row[0] for row in ticket_rows(self._box))
        assert rows == dict.fromkeys(self.tickets.values(), 1)
        renamed = {thread: self.names[thread] for thread in self.tickets}
        assert all(len(names) == 2 for names in renamed.values()), renamed
        assert set(self.answers.values()) == {1}, self.answers

    def _tickets_are_closed(self) -> bool:
        rows = {row[0] for row in ticket_rows(self._box) if row[2:3] == ["EMB"]}
        return rows >= set(self.tickets.values()) and all(
            self._box.world.backend.channels[thread].name == f"Closed-{number}-Wren-EMB"
            for thread, number in self.tickets.items()
        )

    def _watch(self, event: WorldEvent) -> None:
        said = event.payload
        if event.name in {"THREAD_CREATE", "THREAD_UPDATE"}:
            names = self.names.setdefault(int(said["id"]), [])
            if said["name"] not in names[-1:]:
                names.append(said["name"])
        if event.name == "MESSAGE_CREATE" and event.channel_id == self._place:
            for embed in said["embeds"]:
                self.answers[embed["title"].rpartition(" · ")[2]] += 1


def _roster(house: House) -> list[list[str]]:
    """The roster of clans as people see it."""
    return house.box.sheets.rows(CLANMATCH_ID, "bot_info")


@asynccontextmanager
async def busy_people(house: House) -> AsyncGenerator[People]:
    """They go on until the block ends; then all that they did must have been done well."""
    people = People(house)
    going = asyncio.create_task(people.go_on())
    try:
        yield people
    finally:
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)
    await people.all_is_written()


async def freeze_before_a_write(house: House, bot: HostedBot) -> None:
    """Freeze the ticket bot while it waits for cells: with the answer it would go on and write."""
    frozen = asyncio.Event()

    def look(record: RequestRecord) -> None:
        if record.kind == "read" and record.spreadsheet_id == WELCOMECREW_ID:
            bot.freeze()
            frozen.set()

    stop = house.box.sheets.subscribe_requests(look)
    try:
        await asyncio.wait_for(frozen.wait(), 20)
    finally:
        stop()
