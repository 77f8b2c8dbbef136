"""The control API with several instances: the store's switches, freezing, deploys."""

import socket
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest

from sandbox.control.stage import open_stage
from sandbox.valkey.server import StoreMissing
from sandbox.valkey.store import Store
from sandbox.valkey.way import WayState
from tests.sandbox.page import Page

pytestmark = pytest.mark.process
FIRST, SECOND = "clanmatch", "clanmatch-2"


class InstancesPage(Page):
    """For one bot that has two instances and never runs."""

    @property
    def store(self) -> Store:
        assert self.stage.store is not None
        return self.stage.store.store

    async def switch(self, name: str, *, on: bool = True) -> int:
        status, told = await self.act(f"faults/{name}", on=on)
        assert status == 200, told
        return told["active"]

    async def switches(self) -> dict[str, Any]:
        group = (await self.ask("faults"))["groups"][-1]
        return {line["id"]: line.get("on") for line in group["switches"]}

    def ways(self) -> list[WayState]:
        return [way.state for way in self.store.ways.values()]


@pytest.fixture
async def page() -> AsyncGenerator[InstancesPage]:
    try:
        async with (
            open_stage(apps=(FIRST,), start=False, instances=2) as stage,
            aiohttp.ClientSession() as session,
        ):
            yield InstancesPage(stage, session)
    except StoreMissing as missing:
        pytest.skip(str(missing))


async def test_every_instance_is_shown_and_has_a_way_of_its_own(page: InstancesPage) -> None:
    bots = (await page.ask("bots"))["bots"]
    assert [(bot["name"], bot["app"], bot["frozen"]) for bot in bots] == [
        (FIRST, "clanmatch", False),
        (SECOND, "clanmatch", False),
    ]
    urls = [page.stage.environment(name)["REDIS_URL"] for name in (FIRST, SECOND)]
    assert urls == [way.url for way in page.store.ways.values()]
    assert len({*urls, page.store.server.url}) == 3


async def test_the_stores_switches(page: InstancesPage) -> None:
    cut_first, cut_second = f"store-cut:{FIRST}", f"store-cut:{SECOND}"
    assert await page.switch("store-stopped") == 1
    assert page.store.server.pid is None
    assert await page.switch("store-stopped", on=False) == 0
    before = page.store.server.pid
    assert await page.switch("store-empty") == 0
    assert page.store.server.pid not in (None, before)
    assert await page.switch("store-held") == 1
    assert page.store.server.held
    await page.switch("store-slow")
    await page.switch(cut_first)
    assert page.ways() == [WayState.CUT, WayState.SLOW]
    assert await page.switches() == {
        "store-stopped": False,
        "store-held": True,
        "store-slow": True,
        "store-empty": None,
        cut_first: True,
        cut_second: False,
    }
    await page.switch(cut_first, on=False)
    assert page.ways() == [WayState.SLOW, WayState.SLOW]


async def test_mend_mends_the_store_as_well(page: InstancesPage) -> None:
    for name in ("store-slow", f"store-cut:{SECOND}", "store-held", "store-stopped", "refuse"):
        await page.switch(name)
    assert (await page.ask("faults"))["active"] == 4, "what is stopped is no longer held"
    assert await page.switch("mend") == 0
    assert page.ways() == [WayState.OPEN, WayState.OPEN]
    assert page.store.server.pid is not None


async def test_a_store_that_cannot_start_is_told_in_words(page: InstancesPage) -> None:
    server = page.store.server
    await server.stop()
    with socket.create_server(("127.0.0.1", server.port)):
        status, told = await page.act("faults/store-stopped", on=False)
    assert status == 502
    assert "in use" in told["problem"]


async def test_what_is_not_there_is_refused(page: InstancesPage) -> None:
    assert (await page.act("faults/store-cut:nobody"))[0] == 404
    assert (await page.act("deploys/nobody"))[0] == 404
    assert (await page.act("bots/clanmatch-9/freeze"))[0] == 404
    assert (await page.act("bots/clanmatch/freeze"))[0] == 200, "nothing runs: nothing happens"
