#!/bin/bash
# prometheus-client 0.26.0 fed with discord.py 2.7.1's Client.latency, judged by prometheus-client's own parsers.
#
# Before the first connection Client.latency is NaN. A gauge recovers from that with the next value.
# A histogram does not: NaN is at most no bound, not even infinity, so the
# observation is in no bucket and not counted, but it is added to the sum, which stays NaN for the rest of
# the process, whatever is observed later. The count looks right, quantiles work, and only averages
# (sum by count) are gone. A summary differs: it counts the NaN, and its sum is lost as well. A counter refuses
# negative steps but takes NaN and keeps it. OpenMetrics forbids such sums; the client's own strict parser
# of OpenMetrics refuses the page that the client itself made, its parser of the plain text format reads it.
#
# Seen, after one reading before the connection and a thousand good ones of 0.1 s:
#   gauge 0.1
#   histogram count 1000.0 sum nan +Inf bucket 1000.0
#   summary count 1001.0 sum nan
#   counter nan
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: \
    prometheus-client==0.26.0 discord.py==2.7.1 aiohttp==3.14.5 aiohappyeyeballs==2.7.1 aiosignal==1.4.0 \
    attrs==26.1.0 frozenlist==1.8.0 idna==3.20 multidict==6.9.1 propcache==0.5.4 typing_extensions==4.16.0 yarl==1.25.1
"$room/env/bin/python" - <<'PY'
import math

import discord
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Summary
from prometheus_client.exposition import generate_latest
from prometheus_client.openmetrics import exposition as openmetrics
from prometheus_client.openmetrics import parser as strict
from prometheus_client.parser import text_string_to_metric_families

client = discord.Client(intents=discord.Intents.none())
registry = CollectorRegistry()
gauge = Gauge("latency_now", "Seconds", registry=registry)
histogram = Histogram("latency_seconds", "Seconds", registry=registry)
summary = Summary("latency_summary", "Seconds", registry=registry)
counter = Counter("waited_seconds", "Seconds", registry=registry)
for latency in [client.latency] + [0.1] * 1000:
    gauge.set(latency)
    histogram.observe(latency)
    summary.observe(latency)
    counter.inc(latency)

plain = {
    (sample.name, sample.labels.get("le")): sample.value
    for family in text_string_to_metric_families(generate_latest(registry).decode())
    for sample in family.samples
}
count, total = plain["latency_seconds_count", None], plain["latency_seconds_sum", None]
print("gauge", plain["latency_now", None])
print("histogram count", count, "sum", total, "+Inf bucket", plain["latency_seconds_bucket", "+Inf"])
print("summary count", plain["latency_summary_count", None], "sum", plain["latency_summary_sum", None])
print("counter", plain["waited_seconds_total", None])

assert math.isnan(client.latency)
assert plain["latency_now", None] == 0.1
assert count == plain["latency_seconds_bucket", "+Inf"] == 1000 and math.isnan(total)
assert plain["latency_summary_count", None] == 1001 and math.isnan(plain["latency_summary_sum", None])
assert math.isnan(plain["waited_seconds_total", None])
try:
    list(strict.text_string_to_metric_families(openmetrics.generate_latest(registry).decode()))
except ValueError as refusal:
    print("its own OpenMetrics parser:", refusal)
else:
    raise SystemExit("the strict parser takes the page")
PY
