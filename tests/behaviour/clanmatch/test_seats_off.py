"""With ENABLE_SEATS=OFF a start and commands cost what they cost before there were seats."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.behaviour.clanmatch.cluster import Cluster, open_cluster


def channel(name: str) -> Callable[[Any], int]:
    def made(guild: Any) -> int:
        return guild.create_text_channel(name).id

    return made


class Bill:
    """Counts requests to Discord, reads and writes of the sheet, from here on."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._requests = len(cluster.world.env.http_requests)
        self._sheet = (cluster.workbook.reads, cluster.workbook.writes)

    def items(self) -> dict[str, int]:
        requests = self._cluster.world.env.http_requests[self._requests :]
        shapes = Counter(f"{it.method} {_shape(it.path)}" for it in requests)
        sheet = self._cluster.workbook
        shapes["sheet read"] = sheet.reads - self._sheet[0]
        shapes["sheet written"] = sheet.writes - self._sheet[1]
        return {what: times for what, times in sorted(shapes.items()) if times}


def _shape(path: str) -> str:
    path = re.sub(r"/(interactions|webhooks)/[0-9]+/[^/?]+", r"/\1/{id}/{token}", path)
    return re.sub(r"[0-9]{15,20}", "{id}", path.partition("?")[0])


async def start(cluster: Cluster) -> None:
    await cluster.restart()


async def clan(cluster: Cluster) -> None:
    await cluster.ask(cluster.person("ann"), "!clan NOX")


async def panel(cluster: Cluster) -> None:
    rita = cluster.person("rita", "recruiter")
    shown = await cluster.ask(rita, "!clanmatch")
    await rita.click(shown, label="Search")


async def close_a_ticket(cluster: Cluster) -> None:
    backend = cluster.world.env.backend
    parent = cluster.settings.welcome_channel_id
    thread = backend.create_thread(parent, "0042-Tom", backend.bot_user.id)
    await cluster.world.env.settle()
    backend.edit_channel(thread.id, {"name": "Closed-0042-Tom-NOX"})
    await cluster.world.env.settle()


async def report(cluster: Cluster) -> None:
    await cluster.ask(cluster.person("ravi", "admin"), "!report")


# As on the last commit without seats, too; !report did not look for the summary before it there.
BILLS: dict[Callable[[Cluster], Any], dict[str, int]] = {
    start: {"GET /applications/{id}/commands": 1, "GET /oauth2/applications/@me": 1},
    clan: {
        "DELETE /channels/{id}/messages/{id}": 1,
        "POST /channels/{id}/messages": 1,
        "PUT /channels/{id}/messages/{id}/reactions/%F0%9F%92%A1/@me": 1,
    },
    panel: {
        "DELETE /channels/{id}/messages/{id}": 1,
        "GET /channels/{id}/messages": 1,
        "PATCH /webhooks/{id}/{token}/messages/@original": 1,
        "POST /channels/{id}/messages": 2,
        "POST /interactions/{id}/{token}/callback": 1,
    },
    close_a_ticket: {},
    report: {"GET /channels/{id}/messages": 1, "POST /channels/{id}/messages": 2},
}


@pytest.mark.parametrize("deed", BILLS, ids=lambda deed: deed.__name__)
async def test_off_nothing_costs_more(deed: Callable[[Cluster], Any]) -> None:
    async with open_cluster(
        welcome_channel_id=channel("welcome"), recruiters_thread_id=channel("recruiters")
    ) as cluster:
        await cluster.refresh()
        bill = Bill(cluster)
        await deed(cluster)
        await cluster.world.env.settle()
        assert bill.items() == BILLS[deed]
        assert cluster.workbook.writes == 0
