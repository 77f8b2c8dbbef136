"""Figures for Prometheus: counters that are kept here, gauges that are read when asked for.

Timestamps rather than ages, base units, few labels, never an id of a user or thread.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from .reading import Reading


class Metrics:
    """This process's own registry; nothing global, so that two can live in one test."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._commands = self.counter("bot_commands", "Commands that ran, by name.", ["command"])
        self._errors = self.counter("bot_errors", "Unexpected failures, by place.", ["place"])
        self._sheets = self.counter(
            "sheets_requests", "Requests to Google Sheets.", ["operation", "outcome"]
        )
        self._sheets_outcomes: tuple[str, ...] = ()
        self._sheets_seconds = Histogram(
            "sheets_request_seconds",
            "How long requests to Google Sheets took.",
            ["operation"],
            registry=self._registry,
        )

    def count_command(self, name: str) -> None:
        """A command ran."""
        self._commands.labels(name).inc()

    def expect_commands(self, names: Iterable[str]) -> None:
        """These commands there are: shown as 0 until one runs."""
        for name in names:
            self._commands.labels(name)

    def count_error(self, name: str) -> None:
        """Something failed that should not have: in a command, a job, a listener."""
        self._errors.labels(name).inc()

    def expect_errors(self, name: str) -> None:
        """Errors of this name may come: shown as 0 until then, so that the first one is seen."""
        self._errors.labels(name)

    def expect_sheets_outcomes(self, outcomes: Iterable[str]) -> None:
        """Every operation may end so: shown as 0 until it does."""
        self._sheets_outcomes = tuple(outcomes)

    def observe_sheets(self, operation: str, outcome: str, seconds: float) -> None:
        """One request to Google Sheets ended."""
        for expected in self._sheets_outcomes:
            self._sheets.labels(operation, expected)
        self._sheets.labels(operation, outcome).inc()
        self._sheets_seconds.labels(operation).observe(seconds)

    def counter(self, name: str, documentation: str, labels: Iterable[str] = ()) -> Counter:
        """A counter of the app's own; `_total` is added to its name."""
        return Counter(name, documentation, list(labels), registry=self._registry)

    def gauge(self, name: str, documentation: str, labels: Iterable[str] = ()) -> Gauge:
        """A gauge of the app's own."""
        return Gauge(name, documentation, list(labels), registry=self._registry)

    def read_gauges_from(self, read: Callable[[], Reading]) -> None:
        """Ask `read` each time someone asks for the metrics."""
        self._registry.register(_Gauges(read))

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self._registry)


class _Gauges(Collector):
    def __init__(self, read: Callable[[], Reading]) -> None:
        self._read = read

    def describe(self) -> Iterable[Metric]:
        # Without this the registry would read everything once at registration.
        return []

    def collect(self) -> Iterator[Metric]:
        reading = self._read()
        yield _gauge(
            "keepalive_gateway_up", "Whether every shard is connected.", reading.gateway_up
        )
        yield _gauge(
            "keepalive_standby", "Whether another instance speaks, on purpose.", reading.standby
        )
        yield _gauge(
            "keepalive_deaf",
            "Whether a connection hears nothing, though its heartbeats are answered.",
            reading.deaf,
        )
        for name, text, value in _optional(reading):
            if value is not None:
                yield _gauge(name, text, value)
        yield _labelled(
            "keepalive_shard_up", "Whether a shard is connected.", "shard", reading.shards_up
        )
        yield _labelled(
            "keepalive_shard_latency_seconds",
            "A shard's latency, once known.",
            "shard",
            reading.shards_latency_s,
        )
        yield _labelled(
            "component_up",
            "Whether a component's last check went well.",
            "component",
            [(name, ok) for name, ok in reading.components if ok is not None],
        )
        yield _counted(
            "keepalive_reconnects",
            "Connections got back, by kind.",
            "kind",
            [("resume", reading.resumes), ("identify", reading.identifies)],
        )
        yield _counted(
            "keepalive_canary",
            "Questions to hear whether anything is heard, by outcome.",
            "outcome",
            reading.questions,
        )
        yield _counted(
            "keepalive_restarts",
            "Processes ended by the watchdog or the loop guard, as far as known.",
            "reason",
            reading.restarts,
        )
        if reading.loop_stalls is not None:
            yield CounterMetricFamily(
                "keepalive_loop_stalls",
                "Turns of the event loop of more than 50 ms.",
                value=reading.loop_stalls,
            )
        yield _counted("job_failures", "Failed runs of a job.", "name", reading.jobs_failed)
        yield InfoMetricFamily("build", "What is running.", reading.build)


def _optional(reading: Reading) -> list[tuple[str, str, float | None]]:
    return [
        ("keepalive_gateway_latency_seconds", "The slowest shard's latency.", reading.latency_s),
        ("keepalive_last_event_timestamp_seconds", "The last dispatch.", reading.last_event_at),
        ("keepalive_last_ack_timestamp_seconds", "The last heartbeat ACK.", reading.last_ack_at),
        (
            "keepalive_last_answer_timestamp_seconds",
            "The last answer to a question of the canary.",
            reading.last_answer_at,
        ),
        ("keepalive_start_timestamp_seconds", "Start of the process.", reading.started_at),
        ("keepalive_loop_lag_seconds", "How late the event loop ran last.", reading.loop_lag_s),
        (
            "keepalive_loop_lag_worst_seconds",
            "How late the event loop ran at worst within the last hour.",
            reading.loop_lag_worst_s,
        ),
        ("keepalive_term", "The number of this instance's turn to speak, if any.", reading.term),
        (
            "keepalive_identifies_remaining",
            "Identifies left of today's budget, as read before the first one.",
            reading.identifies_remaining,
        ),
    ]


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=float(value))


def _labelled(
    name: str, text: str, label: str, values: Sequence[tuple[object, float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values:
        family.add_metric([str(key)], float(value))
    return family


def _counted(
    name: str, text: str, label: str, values: Sequence[tuple[str, int]]
) -> CounterMetricFamily:
    family = CounterMetricFamily(name, text, labels=[label])
    for key, value in values:
        family.add_metric([key], float(value))
    return family
