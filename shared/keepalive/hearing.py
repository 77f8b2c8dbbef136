"""Does a connection hear what Discord dispatches? Judged by questions that Discord always answers.

Heartbeats tell nothing of it: a deaf connection has them answered like any other.
"""

from dataclasses import dataclass

from .snapshot import CanarySnapshot


@dataclass(slots=True, eq=False, repr=False)
class Hearing:
    """What is known of one connection; `events` are its dispatches so far, whatever they were.

    An unanswered question counts only while nothing else is heard: otherwise it is Discord's
    member service that is away, and no reconnect would mend that.
    """

    unanswered: int = 0
    remedied_at: float | None = None
    """When a reconnect was forced because of it; None once anything was heard."""
    # So many events there were when the silence began; None while there is no doubt.
    _silent_from: int | None = None
    _at_remedy: int = 0
    _other_asked: bool = False
    is_cut_off: bool = False
    """Whether the connection dropped when something was asked that not every gateway knows."""

    @property
    def is_in_doubt(self) -> bool:
        """Whether a question was asked and nothing was heard since."""
        return self._silent_from is not None

    def asks(self, events: int) -> None:
        """A question is being asked."""
        if self._silent_from is None:
            self._silent_from = events

    def asks_other(self) -> None:
        """Something else is being asked, which a gateway may not know and close at."""
        self._other_asked, self.is_cut_off = True, False

    def drops(self, now: float, events: int) -> None:
        """The connection dropped. While the other thing was asked: as if it had been forced to."""
        if self._other_asked:
            self.is_remedied(now, events)
            self.is_cut_off = True

    def hears_no_answer(self, events: int, *, proven: bool) -> bool:
        """Nobody answered in time; True when that counts. `proven`: somebody did before."""
        if not proven or events != self._silent_from:
            self.is_well()
            return False
        self.unanswered += 1
        self._other_asked = False
        return True

    def hears(self, events: int) -> None:
        """So many events came by now."""
        if self._silent_from not in {None, events}:
            self.is_well()

    def is_remedied(self, now: float, events: int) -> None:
        """A reconnect was forced."""
        self.unanswered, self.remedied_at, self._silent_from = 0, now, None
        self._at_remedy, self._other_asked = events, False

    def is_resumed(self, events: int) -> bool:
        """The session goes on. True when that shows that it was not deaf after all.

        A resume replays what was not delivered, the answers among it. With nothing but RESUMED
        itself nothing was missed: nobody answered. Else whatever comes from now on was heard.
        """
        if self.remedied_at is None:
            return False
        if events - self._at_remedy <= 1:
            self.is_well()
            return True
        self._silent_from = events
        return False

    def is_well(self) -> None:
        """There is no doubt any more: an answer came, an event, or a new session."""
        self.unanswered, self.remedied_at, self._silent_from = 0, None, None
        self._other_asked = False


@dataclass(slots=True, eq=False, repr=False)
class Questions:
    """What became of the questions of this process, on all connections."""

    answered: int = 0
    proven: bool = False
    """Whether Discord answers such questions, as far as is known now."""
    _unanswered: int = 0
    _unexplained: int = 0
    _in_a_row: int = 0
    _last_answer: float | None = None

    def is_answered(self, now: float) -> None:
        """One was."""
        self.answered += 1
        self.proven = True
        self._in_a_row = 0
        self._last_answer = now

    def is_not_answered(self, *, counts: bool) -> None:
        """One was not, and that counts against its connection, or nothing follows from it."""
        self._unanswered += counts
        self._unexplained += not counts
        self._in_a_row += not counts

    def snapshot(self, now: float) -> CanarySnapshot:
        """For pages and metrics."""
        return CanarySnapshot(
            answered=self.answered,
            unanswered=self._unanswered,
            unexplained=self._unexplained,
            in_a_row=self._in_a_row,
            answer_age_s=None if self._last_answer is None else now - self._last_answer,
        )
