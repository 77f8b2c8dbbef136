"""Who is let through first, and that no turn is lost."""

import asyncio

from apps.welcomecrew.threads.line import Line
from tests.fakes.clock import settle


class Door:
    """Notes who came through; each stays until told to leave."""

    def __init__(self, at_once: int) -> None:
        self.line = Line(at_once)
        self.inside: list[str] = []
        self.came: list[str] = []
        self._leaving = asyncio.Event()

    def send(self, *names: str, hurried: bool = False) -> list[asyncio.Task[None]]:
        return [asyncio.create_task(self._pass(name, hurried=hurried)) for name in names]

    async def _pass(self, name: str, *, hurried: bool) -> None:
        async with self.line.turn(hurried=hurried):
            self.came.append(name)
            self.inside.append(name)
            await self._leaving.wait()
            self.inside.remove(name)

    async def leave(self) -> None:
        """All who are inside leave, and as many come after them."""
        leaving, self._leaving = self._leaving, asyncio.Event()
        leaving.set()
        await settle()


async def test_who_is_in_a_hurry_goes_before_all_who_are_not() -> None:
    door = Door(2)
    door.send("a", "b", "c", "d", "e")
    await settle()
    door.send("x", "y", hurried=True)
    await settle()
    assert door.inside == ["a", "b"]
    await door.leave()
    assert sorted(door.inside) == ["x", "y"]
    await door.leave()
    await door.leave()
    await door.leave()
    assert door.came == ["a", "b", "x", "y", "c", "d", "e"]


async def test_whoever_goes_away_is_passed_over() -> None:
    door = Door(1)
    _, second, *_ = door.send("a", "b", "c")
    await settle()
    second.cancel()
    await door.leave()
    assert door.came == ["a", "c"]


async def test_a_turn_is_not_lost_with_the_one_that_was_called() -> None:
    door = Door(1)
    first, second, _ = door.send("a", "b", "c")
    await settle()
    first.cancel()
    # In its next step the first goes, and calls the second, which is gone when it hears of it.
    asyncio.get_running_loop().call_soon(second.cancel)
    await settle()
    assert second.cancelled()
    assert door.came == ["a", "c"]
    await door.leave()
    door.send("d")
    await settle()
    assert door.came == ["a", "c", "d"]
