"""The component `tickets`, and what the metrics count of them."""

from dataclasses import dataclass
from typing import Final

from apps.welcomecrew.catch_up.catch_up import CatchUp
from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.reading.sight import Sight
from shared.chat.text import count
from shared.keepalive.components import About, ComponentFailing
from shared.keepalive.metrics.prometheus import Metrics
from shared.sheets.ledger.troubles import in_short
from shared.timing.clock import Clock

ABOUT: Final = About(
    title="Tickets",
    section="a-ticket-is-not-logged",
    lost="nothing; rows wait until they can be written",
)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TicketsHealth:
    """Whether closed tickets get their rows and names."""

    desk: Desk
    ledger: Ledger
    sight: Sight
    catch_up: CatchUp
    clock: Clock

    async def check(self) -> str:
        """What waits, in words. Raises ComponentFailing when somebody should look."""
        ledger, desk = self.ledger.status(), self.desk.status()
        words = f"{count(ledger.waiting, 'row')} waiting, {count(desk.pending, 'ticket')} at work"
        if desk.waiting:
            words += f", {desk.waiting} held up ({'; '.join(desk.reasons())})"
        if to_come := self.catch_up.to_come:
            words += f", {count(to_come, 'thread')} still to be looked at"
        if desk.outside:
            words += f", {desk.outside} more wait until there is room"
        unseen = {**self.catch_up.unread, **self.sight.unseen()}
        troubles = [f"can't see {channel.variable}: {why}" for channel, why in unseen.items()]
        if ledger.troubles:
            troubles.append(in_short(ledger.troubles))
        if ledger.stuck(self.clock.now()):
            troubles.append(ledger.problem or "no write succeeds")
        if troubles or desk.stuck or desk.outside:
            raise ComponentFailing("; ".join((words, *troubles)))
        return words

    def show_in(self, metrics: Metrics) -> None:
        """Add the gauges of this bot."""
        metrics.gauge(
            "welcomecrew_rows_waiting", "Rows that wait to be written to the sheet."
        ).set_function(lambda: self.ledger.status().waiting)
        metrics.gauge(
            "welcomecrew_rows_in_trouble",
            "Rows and tabs that can't be written before somebody mends the sheet.",
        ).set_function(lambda: len(self.ledger.status().troubles))
        metrics.gauge(
            "welcomecrew_pending_closes", "Tickets that are closed and not logged and named yet."
        ).set_function(lambda: self.desk.status().pending)
        metrics.gauge(
            "welcomecrew_tickets_held_up",
            "Tickets that can't go on at the moment, and are tried again.",
        ).set_function(lambda: self.desk.status().waiting + self.desk.status().outside)
        metrics.gauge(
            "welcomecrew_threads_to_look_at",
            "Threads that catch-up found, and that it has not looked at yet.",
        ).set_function(lambda: self.catch_up.to_come)
        metrics.gauge(
            "welcomecrew_channels_unseen",
            "Ticket channels that the bot can't see at the moment.",
        ).set_function(lambda: len({*self.catch_up.unread, *self.sight.unseen()}))
