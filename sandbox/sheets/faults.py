"""What can be made to go wrong with the stand-in, by code, by HTTP or by a click."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shared.timing.clock import Clock

_LONGEST_HANG = 600.0


class Fault(StrEnum):
    """One way of misbehaving."""

    SLOW = "slow"
    """Answers after `delay` seconds."""
    HANG = "hang"
    """Doesn't answer until the fault is cleared."""
    TOO_MANY = "too_many"
    """429, with `retry_after` if given."""
    UNAVAILABLE = "unavailable"
    """503, and nothing was done."""
    UNAVAILABLE_AFTER = "unavailable_after"
    """503, and yet it was done."""
    LOSE_ANSWER = "lose_answer"
    """It is done and the connection drops instead of an answer."""
    HTML = "html"
    """502 with a page for people instead of JSON."""
    GARBLED = "garbled"
    """It is done and answered 200, with a page for people instead of JSON."""
    REFUSE_TOKEN = "refuse_token"
    """The token endpoint says invalid_grant."""
    TOKEN_UNAVAILABLE = "token_unavailable"
    """The token endpoint says 503."""
    TOKEN_HTML = "token_html"
    """The token endpoint says 502 with a page for people."""
    ODD_ERROR = "odd_error"
    """Nothing is done, and the error's body has a shape that no document knows."""
    ODD_ANSWER = "odd_answer"
    """It is done, and answered 200 with JSON that says nothing."""
    FORMULAS_LOAD = "formulas_load"
    """Cells that come from another spreadsheet show `Loading...`."""
    FORMULAS_FAIL = "formulas_fail"
    """And here `#REF!`, in their first cell, with blanks below."""
    PROTECTED = "protected"
    """Somebody protected the cells: every change is refused with a 400."""
    FULL = "full"
    """The spreadsheet is at its limit of cells: nothing that needs new ones is written."""


@dataclass(slots=True)
class _Switched:
    only: str
    times: int | None
    until: float | None
    delay: float
    retry_after: int | None


class SheetsFaults:
    """Faults that are on; each until cleared, or for a number of requests, or for some seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._on: dict[Fault, _Switched] = {}
        self._changed = asyncio.Event()
        self._listeners: list[Callable[[], None]] = []
        self.hanging = asyncio.Event()
        """A request hangs."""

    def set(
        self,
        fault: Fault | str,
        *,
        only: str = "",
        times: int | None = None,
        seconds: float | None = None,
        delay: float = 0.0,
        retry_after: int | None = None,
    ) -> None:
        """Switch a fault on; `only` is "read", "write" or "token", empty for all of them."""
        until = None if seconds is None else self._clock.monotonic() + seconds
        self._on[Fault(fault)] = _Switched(only, times, until, delay, retry_after)
        self._wake()

    def clear(self, fault: Fault | str | None = None) -> None:
        """Switch one fault off, or all; what hangs goes on."""
        if fault is None:
            self._on.clear()
        else:
            self._on.pop(Fault(fault), None)
        self._wake()

    def on_change(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def active(self) -> dict[str, dict[str, Any]]:
        """What is on, for the page."""
        return {
            fault.value: {"only": on.only, "times": on.times, "delay": on.delay}
            for fault, on in self._on.items()
            if self._is_on(fault, on.only)
        }

    def strikes(self, fault: Fault, kind: str) -> bool:
        """Whether `fault` hits this request; counts it if so."""
        if not self._is_on(fault, kind):
            return False
        on = self._on[fault]
        if on.times is not None:
            on.times -= 1
        return True

    def retry_after(self, status: int) -> int | None:
        """What a 429 or a 503 says."""
        on = self._on.get(Fault.TOO_MANY if status == 429 else Fault.UNAVAILABLE)
        return on.retry_after if on else None

    async def delay(self, kind: str) -> None:
        """Wait as SLOW and HANG tell."""
        if self.strikes(Fault.SLOW, kind):
            await asyncio.sleep(self._on[Fault.SLOW].delay)
        if not self.strikes(Fault.HANG, kind):
            return
        hang = self._on[Fault.HANG]
        self.hanging.set()
        try:
            async with asyncio.timeout(_LONGEST_HANG):
                while self._on.get(Fault.HANG) is hang:
                    await self._changed.wait()
        except TimeoutError:
            return
        finally:
            self.hanging.clear()

    def _is_on(self, fault: Fault, kind: str) -> bool:
        on = self._on.get(fault)
        if on is None or on.only not in {"", kind}:
            return False
        spent = on.times is not None and on.times <= 0
        over = on.until is not None and self._clock.monotonic() >= on.until
        return not spent and not over

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
        for listener in self._listeners:
            listener()
