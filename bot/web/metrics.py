"""The figures in Prometheus' text form: what the database tells and what this process has done. No texts, no names."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from bot.domain.delivery import Lane
from bot.services.watch import Readings, Watch
from bot.vitals import Part, Vitals

CONTENT_TYPE = CONTENT_TYPE_LATEST
PREFIX = "nhacviec"


async def exposition(watch: Watch) -> bytes:
    """Return the figures of this moment; where the database does not answer, without what only it knows."""
    try:
        readings = await watch.readings()
    except Exception:  # the health says so
        readings = None
    registry = CollectorRegistry()
    registry.register(_Figures(readings, watch.vitals))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, readings: Readings | None, vitals: Vitals) -> None:
        self._readings = readings
        self._vitals = vitals

    def collect(self) -> Iterator[Metric]:
        yield _gauge("database_up", "Whether the database answers", float(self._readings is not None))
        yield from _of_process(self._vitals)
        if self._readings is not None:
            yield from _of_database(self._readings)


def _of_process(vitals: Vitals) -> Iterator[Metric]:
    yield _gauge("leader", "Whether this replica polls, ticks and delivers", float(vitals.leading))
    yield _counter("messages_sent", "Messages sent or edited by this process", vitals.sent)
    failed = CounterMetricFamily(f"{PREFIX}_messages_failed", "Messages not taken, by fault", labels=["fault"])
    for fault, count in sorted(vitals.failed.items()):
        failed.add_metric([fault], count)
    yield failed
    yield _counter("updates_taken", "Updates taken by this process", vitals.taken)
    if vitals.lag is not None:
        yield _gauge("update_lag_seconds", "From happening to taken, of the last update", vitals.lag.total_seconds())
    moved = GaugeMetricFamily(
        f"{PREFIX}_last_moved_timestamp_seconds", "When a part of this process last moved", labels=["part"]
    )
    for part in Part:
        if (last := vitals.last(part)) is not None:
            moved.add_metric([part.value], last.timestamp())
    yield moved


def _of_database(readings: Readings) -> Iterator[Metric]:
    waiting = GaugeMetricFamily(f"{PREFIX}_outbox_waiting", "Messages that wait to be sent", labels=["lane"])
    oldest = GaugeMetricFamily(
        f"{PREFIX}_outbox_oldest_seconds", "For how long the oldest message has been owed", labels=["lane"]
    )
    queues = {queue.lane: queue for queue in readings.queues}
    for lane in Lane:
        queue = queues.get(lane)
        age = (readings.at - queue.oldest).total_seconds() if queue else 0.0
        waiting.add_metric([lane.name.lower()], queue.waiting if queue else 0)
        oldest.add_metric([lane.name.lower()], max(age, 0.0))
    yield waiting
    yield oldest
    yield _gauge("outbox_in_hand", "Messages that are being sent", readings.in_hand)
    yield _gauge("updates_set_aside", "Updates that could not be taken", readings.set_aside)
    lag = readings.tick_lag.total_seconds()
    yield _gauge("tick_lag_seconds", "How long the oldest reminder that is due waits for its tick", lag)
    if readings.last_digest is not None:
        day = datetime.combine(readings.last_digest, time(), tzinfo=UTC)
        yield _gauge("last_digest_timestamp_seconds", "The day of the last digest", day.timestamp())


def _gauge(name: str, help_: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}_{name}", help_, value=value)


def _counter(name: str, help_: str, value: int) -> Metric:
    return CounterMetricFamily(f"{PREFIX}_{name}", help_, value=value)
