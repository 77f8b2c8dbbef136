"""What the pages for monitors and hosts say: paths, statuses, bodies. Pure."""

import json
from http import HTTPStatus
from typing import Final

from .health import HealthReport, Probe

PROBES: Final = ("/", "/ready", "/health")
"""Always 200, since old monitors restart what isn't; unless they are to be as `/healthz`."""
HEALTHZ: Final = "/healthz"
STARTUPZ: Final = "/startupz"

NO_STORE: Final = {"Cache-Control": "no-store"}
JSON_TYPE: Final = "application/json; charset=utf-8"
JSON: Final = NO_STORE | {"Content-Type": JSON_TYPE}


def healthz_status(report: HealthReport, *, strictly: bool) -> int:
    """What a monitor sees; `strictly` for one that takes 206 for healthy."""
    if report.http_status == Probe.ZOMBIE and strictly:
        return int(Probe.AWAY)
    return report.http_status


def probe_body(report: HealthReport) -> bytes:
    """Of a page that is 200 whatever it says."""
    return as_json(report.body | {"strict_probe": False})


def startupz(report: HealthReport, *, accepted: bool) -> tuple[int, bytes]:
    """For the host: whether Discord has accepted the token."""
    if accepted:
        body = {"started": True, "reason": "Discord accepted the token"}
        return int(HTTPStatus.OK), as_json(body)
    body = {"started": False, "reason": report.reason}
    return int(HTTPStatus.SERVICE_UNAVAILABLE), as_json(body)


def as_json(body: object) -> bytes:
    """For the wire."""
    # NaN would be invalid JSON: refuse it here rather than confuse a monitor.
    return json.dumps(body, allow_nan=False).encode()
