"""Recruiters who hold seats: what they press, and what the sheet and the cards then say."""

from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from shared.chat.own_components import custom_ids
from shared.sheets.cells import text_of
from shared.sheets.errors import AmbiguousWrite, Unreachable
from tests.behaviour.clanmatch.cluster import Cluster, open_cluster

SEATS = "Seats"


def channel(name: str) -> Callable[[Any], int]:
    """A setting that names a channel, which is made for it."""

    def made(guild: Any) -> int:
        return guild.create_text_channel(name).id

    return made


@asynccontextmanager
async def open_office(**changes: Any) -> AsyncGenerator["Office"]:
    """A cluster with seats on, whose ticket channel is there."""
    values: dict[str, Any] = {
        "enable_seats": True,
        "welcome_channel_id": channel("welcome"),
        "recruiters_thread_id": channel("recruiters"),
        **changes,
    }
    async with open_cluster(**values) as cluster:
        yield Office(cluster)


class Office:
    """The cluster as recruiters use it."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.workbook = cluster.workbook
        self.env = cluster.world.env
        self.backend = cluster.world.env.backend

    @property
    def minding(self) -> Any:
        """What the job does."""
        step: Any = self.cluster.bot.brings["seats"].jobs[0].step
        return step.__self__

    async def ticket(self, name: str) -> int:
        """Open a ticket; gives its thread's id."""
        parent = self.cluster.settings.welcome_channel_id
        thread = self.backend.create_thread(parent, name, self.backend.bot_user.id)
        await self.env.settle()
        return int(thread.id)

    async def named(self, thread_id: int, name: str) -> None:
        """The other bot, or a person, names the thread."""
        self.backend.edit_channel(thread_id, {"name": name})
        await self.env.settle()

    async def ask_for_form(self, person: Any, thread_id: int, tag: str) -> Any:
        """Say `!clan` in the ticket, choose the clan, press Hold a seat; gives the form."""
        channel = self.place(thread_id)
        await person.send(channel, f"!clan {tag}")
        profile = channel.last_message
        shown = await person.click(profile, label="Choose this clan")
        return await person.click(shown.response, label="Hold a seat")

    async def hold(self, person: Any, thread_id: int, tag: str, days: str = "3") -> Any:
        """All of it; gives what the recruiter is told."""
        form = await self.ask_for_form(person, thread_id, tag)
        values = {"days": [days], "person": "Tom_1", "note": "comes on Monday"}
        return await person.submit_modal(form, values)

    def place(self, thread_id: int) -> Any:
        """The thread, as people write in it."""
        return self.cluster.world.place(thread_id)

    async def press(self, person: Any, thread_id: int, label: str) -> Any:
        """Press a button of the ticket's card."""
        return await person.click(self.card(thread_id), label=label)

    def rows(self) -> list[dict[str, str]]:
        """What the tab says, by header."""
        grid = self.workbook.tabs.get(SEATS, [])
        if not grid:
            return []
        header = [text_of(cell) for cell in grid[0]]
        rows = [dict(zip(header, map(text_of, row), strict=False)) for row in grid[1:]]
        return [row for row in rows if row.get("thread")]

    def row(self, thread_id: int) -> dict[str, str]:
        """A ticket's row."""
        return next(row for row in self.rows() if row["thread"] == str(thread_id))

    def cards(self, thread_id: int) -> list[Any]:
        """Our messages in a ticket that carry controls of seats, oldest first."""
        messages = self.place(thread_id).history()
        return [m for m in messages if any(i.startswith("s1:") for i in custom_ids(m.components))]

    def card(self, thread_id: int) -> Any:
        """The last of them."""
        return self.cards(thread_id)[-1]

    def says(self, thread_id: int) -> str:
        """What the card says."""
        return str(self.card(thread_id).embeds[0].description)

    def cell(self, tag: str, spots: str) -> None:
        """A lead changes the spots of a clan in the roster."""
        for row in self.workbook.tabs["bot_info"]:
            if row[2] == tag:
                row[4] = spots

    async def minute(self, minutes: float = 1) -> None:
        """Time passes, and the job has its turn."""
        await self.cluster.wait(60 * minutes)
        await self.minding.step()
        await self.env.settle()

    async def look(self) -> None:
        """Rows and cells are read anew, as every few minutes."""
        await self.minute(6)

    def state(self, thread_id: int) -> str:
        """What a ticket's row says."""
        return self.row(thread_id)["state"]

    @contextmanager
    def google_away(self) -> Generator[None]:
        """Every request fails."""

        async def fails(*_: Any) -> Any:
            raise Unreachable("no answer")

        names = ("read_stored", "apply", "ensure_tabs", "describe")
        for name in names:
            setattr(self.workbook, name, fails)
        try:
            yield
        finally:
            for name in names:
                delattr(self.workbook, name)

    def lose_an_answer(self, *, after: int, written: bool) -> None:
        """So many writes from now, one gets no answer: it was done, or it was not."""
        write, left = self.workbook.apply, iter(range(after, -1, -1))

        async def apply(changes: Any) -> None:
            is_lost = next(left, None) == 0
            if written or not is_lost:
                await write(changes)
            if is_lost:
                raise AmbiguousWrite("the connection broke")

        self.workbook.apply = apply

    def end_before_write(self, after: int) -> None:
        """So many writes from now, the process is gone: nothing of it reaches Google any more."""
        write, left = self.workbook.apply, iter(range(after, 0, -1))

        async def apply(changes: Any) -> None:
            if next(left, None) is None:
                raise Unreachable("the process is ending")
            await write(changes)

        self.workbook.apply = apply

    def writes_work(self) -> None:
        """Google takes what it is given."""
        del self.workbook.apply
