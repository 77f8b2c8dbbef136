"""The faults of the comparison: what each is, and what it does to one bot of the sandbox."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from sandbox.discord.faults import Gateway
from tests.process.harness import BotProcess
from tests.process.small_world import SmallWorld

_FLAP_EVERY_S: Final = 4.0

Begin = Callable[[SmallWorld, str, BotProcess], Awaitable[None]]
"""Begins the fault for the bot of this name; may go on until cancelled."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of the table."""

    key: str
    words: str
    begin: Begin


def _lasting(condition: Gateway, *, cut: bool) -> Begin:
    async def begin(world: SmallWorld, name: str, _: BotProcess) -> None:
        world.box.faults.gateway(condition, bot=name)
        if cut:
            world.box.faults.cut(name)

    return begin


async def _block(_: SmallWorld, __: str, process: BotProcess) -> None:
    process.send_signal(signal.SIGUSR1)


async def _flap(world: SmallWorld, name: str, _: BotProcess) -> None:
    while True:
        world.box.faults.cut(name)
        await asyncio.sleep(_FLAP_EVERY_S)


FAULTS: Final = (
    Fault("refuses", "the gateway refuses every connection", _lasting(Gateway.REFUSE, cut=True)),
    Fault(
        "silent", "the gateway falls silent, the socket stays", _lasting(Gateway.SILENT, cut=False)
    ),
    Fault(
        "unacked",
        "heartbeats go unanswered while events flow",
        _lasting(Gateway.STOP_ACKS, cut=False),
    ),
    Fault(
        "deaf", "deaf: heartbeats are answered, no event comes", _lasting(Gateway.DEAF, cut=False)
    ),
    Fault("blocked", "the event loop stands still", _block),
    Fault(
        "pinned",
        "the host that keeps the session is dead",
        _lasting(Gateway.RESUME_HOST_DEAD, cut=True),
    ),
    Fault("flapping", f"the connection drops every {_FLAP_EVERY_S:.0f} s", _flap),
)
