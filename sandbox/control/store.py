"""The store's own switches, for all instances or for one of them."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final

from sandbox.control.switches.kinds import line
from sandbox.discord.wire import Payload
from sandbox.valkey.store import Store

SLOW_S: Final = 1.0
_CUT: Final = "store-cut:"


@dataclass(frozen=True, slots=True)
class _Switch:
    id: str
    label: str
    help: str
    work: Callable[[bool], Awaitable[None]]
    is_on: Callable[[], bool] | None = None


class StoreDesk:
    """What a person can do to the store; `names` gives the instances that have a way to it."""

    def __init__(
        self, store: Store, *, names: Callable[[], Iterable[str]], changed: Callable[[], None]
    ) -> None:
        self.store = store
        self._names = names
        self._changed = changed
        self._slow = False
        self._cut: set[str] = set()

    def describe(self) -> Payload:
        """The store's part of the Faults tab."""
        lines = [
            line(it.id, it.label, it.help, on=None if it.is_on is None else it.is_on())
            for it in self._switches()
        ]
        return {"title": f"The store ({self.store.server.program})", "switches": lines}

    def count_active(self) -> int:
        return sum(it.is_on is not None and it.is_on() for it in self._switches())

    async def press(self, switch_id: str, *, on: bool) -> bool:
        """Work a switch; False when there is none of that name. Raises StoreFailed."""
        switch = next((it for it in self._switches() if it.id == switch_id), None)
        if switch is None:
            return False
        try:
            await switch.work(on)
        finally:
            self._changed()
        return True

    async def mend(self) -> None:
        """Switch everything off. Raises StoreFailed."""
        self.store.server.resume()
        await self.store.server.start()
        self._slow = False
        self._cut.clear()
        await self._set_ways()
        self._changed()

    async def welcome(self, name: str) -> None:
        """Make a new instance's way, with the trouble that all have."""
        await self.store.way(name)
        await self._set_ways()

    # ------------------------------------------------------------------- inside

    def _switches(self) -> list[_Switch]:
        server = self.store.server
        return [
            _Switch(
                "store-stopped",
                "Stop the store",
                "Nobody can ask who speaks. It comes back empty.",
                self._stop,
                lambda: server.pid is None,
            ),
            _Switch(
                "store-held",
                "Hold the store",
                "Its port takes connections, and nothing answers.",
                self._hold,
                lambda: server.held,
            ),
            _Switch(
                "store-slow",
                "Slow store",
                f"Each answer takes {SLOW_S:.0f} s.",
                self._slow_down,
                lambda: self._slow,
            ),
            _Switch(
                "store-empty",
                "Restart it empty",
                "It forgets who speaks, and answers at once.",
                lambda _: server.restart_empty(),
            ),
            *(self._cut_switch(name) for name in self._names()),
        ]

    def _cut_switch(self, name: str) -> _Switch:
        async def work(on: bool) -> None:  # noqa: FBT001 - the switch's position
            (self._cut.add if on else self._cut.discard)(name)
            await self._set_ways()

        return _Switch(
            f"{_CUT}{name}",
            f"Cut off {name}",
            "Only this instance loses the store.",
            work,
            lambda: name in self._cut,
        )

    async def _stop(self, on: bool) -> None:  # noqa: FBT001 - the switch's position
        await (self.store.server.stop() if on else self.store.server.start())

    async def _hold(self, on: bool) -> None:  # noqa: FBT001 - the switch's position
        (self.store.server.pause if on else self.store.server.resume)()

    async def _slow_down(self, on: bool) -> None:  # noqa: FBT001 - the switch's position
        self._slow = on
        await self._set_ways()

    async def _set_ways(self) -> None:
        for name, way in self.store.ways.items():
            if name in self._cut:
                await way.cut()
            elif self._slow:
                await way.slow(SLOW_S)
            else:
                await way.restore()
