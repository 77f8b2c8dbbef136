#!/bin/bash
# prometheus-client 0.26.0: what a scraper gets that asks for "escaping=values".
#
# A scraper says in Accept how names are to be written that older servers could not hold. With "values" such a name
# gets the mark U__ and each odd letter its number; a plain name stays as it is, in Prometheus' own library and in
# this client's plain text. In OpenMetrics the client does so for HELP and TYPE alone: the name in each sample
# is marked, odd or not, its underscores doubled. No sample belongs to its family any more: tickets_open is
# described and has no value, U__tickets__open has a value and no type, and a histogram is a heap of single numbers.
# No scrape fails; dashboards and alerts are empty from the day on which a server's metric_name_escaping_scheme is
# "values". Labels keep their names. That a colon in a name comes out differently in samples is reported (client_python
# 1177); that every plain name changes is what surprised.
#
# Seen with "values", families and their samples as the client's own two parsers read them:
#   text/plain:  tickets_open gauge 1, wait_seconds histogram 5
#   OpenMetrics: tickets_open gauge 0, wait_seconds histogram 0, U__tickets__open unknown 1,
#                U__wait__seconds__bucket unknown 3, U__wait__seconds__count unknown 1, U__wait__seconds__sum unknown 1
# With "underscores" and "allow-utf-8" both formats have the plain names.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: prometheus-client==0.26.0
"$room/env/bin/python" - <<'PY'
import urllib.request

from prometheus_client import CollectorRegistry, Gauge, Histogram, start_http_server
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as plain

registry = CollectorRegistry()
Gauge("tickets_open", "Open tickets", registry=registry).set(3)
Histogram("wait_seconds", "Waits", buckets=(1, 5), registry=registry).observe(2)
server, _ = start_http_server(0, addr="127.0.0.1", registry=registry)


def scrape(accept):
    request = urllib.request.Request(f"http://127.0.0.1:{server.server_port}/metrics", headers={"Accept": accept})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        kind = answer.headers["Content-Type"]
        assert kind.startswith(accept.split(";")[0]) and kind.endswith(accept.split(";")[-1])
        return answer.read().decode()


def names(page):
    """Of the samples, without those that tell only when something began."""
    return {line.split("{")[0].split(" ")[0] for line in page.splitlines() if line[0] != "#" and "created" not in line}


TEXT, OPEN = "text/plain;version=1.0.0;escaping=", "application/openmetrics-text;version=1.0.0;escaping="
PLAIN = {"tickets_open", "wait_seconds_bucket", "wait_seconds_count", "wait_seconds_sum"}
MARKED = {"U__" + name.replace("_", "__") for name in PLAIN}
for escaping in "underscores", "allow-utf-8", "values":
    text, opened = names(scrape(TEXT + escaping)), names(scrape(OPEN + escaping))
    print(f"{escaping}: text/plain {sorted(text)}, OpenMetrics {sorted(opened)}")
    assert (text, opened) == (PLAIN, MARKED if escaping == "values" else PLAIN)



def families_of(parsed):
    return {family.name: (family.type, len(family.samples)) for family in parsed if "created" not in family.name}


families = families_of(plain(scrape(TEXT + "values")))
print("text/plain:", families)
assert families == {"tickets_open": ("gauge", 1), "wait_seconds": ("histogram", 5)}
families = families_of(openmetrics(scrape(OPEN + "values")))
print("OpenMetrics:", families)
assert families.pop("tickets_open") == ("gauge", 0) and families.pop("wait_seconds") == ("histogram", 0)
assert {kind for kind, _ in families.values()} == {"unknown"}
PY
