"""An hour, in bounded rings."""

from shared.keepalive.history import BUCKET_S, HOUR_S, NOTES_KEPT, History
from tests.fakes.clock import ManualClock


def test_readings_gather_in_buckets() -> None:
    clock = ManualClock()
    history = History(clock)
    for second in range(20):
        lag = 0.5 if second == 3 else 0.0
        latency = None if second >= 10 else 0.1 * second
        history.add(latency_s=latency, events=1, lag_s=lag, connected=second != 12)
        clock.move(1)
    first, second_bucket = history.samples()
    assert (first.events, first.latency_s, first.lag_s, first.connected) == (10, 0.9, 0.5, True)
    assert (second_bucket.latency_s, second_bucket.connected) == (None, False)
    assert history.worst_lag_s() == 0.5
    assert history.last_lag_s == 0.0


def test_nothing_grows_for_ever() -> None:
    clock = ManualClock()
    history = History(clock)
    for number in range(int(2 * HOUR_S / BUCKET_S)):
        history.add(latency_s=0.1, events=0, lag_s=0.0, connected=True)
        history.note(f"note {number}")
        clock.move(BUCKET_S)
    assert len(history.samples()) == HOUR_S / BUCKET_S
    assert len(history.notes()) == NOTES_KEPT
    assert history.notes()[0].text == "note 719", "the newest first"
    clock.move(HOUR_S)
    assert history.samples() == []
