"""What the desk does with signals when nothing can be done about them any more."""

from zoneinfo import ZoneInfo

from apps.welcomecrew.closing.case import Event
from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.closing.lifecycle import Signal
from apps.welcomecrew.tickets.scope import Channel, Scope
from apps.welcomecrew.tickets.ticket import Kind

WELCOME = 7


async def test_what_comes_after_the_end_is_left_to_catch_up() -> None:
    """The ledger still writes once the gateway is gone; a rename would find its session closed."""
    channel = Channel(
        Kind.WELCOME, WELCOME, "Sheet1", watched=True, scanned=True, needs_marker=False
    )
    scope = Scope({WELCOME: channel}, ZoneInfo("UTC"), infer_tags=True)
    desk = Desk(scope=scope, may_answer=lambda _person, _asked: True, guild_of=lambda _: 1)
    await desk.close()
    desk.signal(42, WELCOME, Event(Signal.CLOSE_MARKER))
    case = desk.known(42)
    assert case is not None
    assert case.worker is None
