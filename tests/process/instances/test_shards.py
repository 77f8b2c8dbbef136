"""Four shards in two processes: each shows its own, and only who has the trouble begins anew."""

from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from sandbox.discord.apps import ShardAdvice
from sandbox.discord.faults import Gateway
from sandbox.hosting.supervisor import Supervisor
from sandbox.server import Sandbox
from sandbox.valkey.server import StoreMissing
from sandbox.valkey.store import Store
from shared.keepalive.lifetime import ExitStatus
from tests.process.instances.house import House

pytestmark = [pytest.mark.process, pytest.mark.long, pytest.mark.timeout(150)]

BOT = "clanmatch"
FIRST, SECOND = BOT, f"{BOT}-2"
SHARDS = {FIRST: "0-1", SECOND: "2-3"}
SICK = 3
SETTINGS = {
    "LEASE_TTL_SEC": "3",
    "SHARD_COUNT": "4",
    "WATCHDOG_CHECK_SEC": "0.5",
    # A shard that waits for its bucket counts as away: the second process does so for three seconds
    # at most, since the first one was ready two seconds after its identify; then come two more.
    "WATCHDOG_MAX_DISCONNECT_SEC": "6",
}
# Boot, the time of a lease for a new store, and one turn of identifies for each process.
START_S = 60.0


async def test_one_shards_outage_shows_and_only_its_process_begins_anew() -> None:
    async with open_shards() as house:
        first, second = house.host.bots[FIRST], house.host.bots[SECOND]
        box = house.box
        first.start()
        await house.reads(first, is_ready, within=START_S)
        second.start()
        await house.reads(second, is_ready, within=START_S)
        assert {shard: box.records.live[BOT, shard] for shard in range(4)} == dict.fromkeys(
            range(4), 1
        )
        assert [it["id"] for it in (await house.health(first))["shards"]] == [0, 1]
        assert [it["id"] for it in (await house.health(second))["shards"]] == [2, 3]

        box.faults.gateway(Gateway.REFUSE, bot=BOT, shard=SICK)
        box.faults.cut(BOT, shard=SICK)
        away = await house.reads(second, lambda said: said.get("state") == "disconnected")
        states = {it["id"]: it["state"] for it in away["shards"]}
        assert states == {2: "ready", SICK: "disconnected"}
        assert is_ready(await house.health(first))
        await box.records.until(lambda: second.report().restarts == 1, 30)
        assert second.report().last_status == ExitStatus.RESTART
        assert any(f"shard {SICK}: gateway away" in line for line in second.report().log)

        box.faults.clear()
        await house.reads(second, is_ready, within=START_S)
        assert first.report().restarts == 0
        # One each at the start, and those of the process that began anew; none came out of turn.
        begun = Counter(it.shard for it in box.records.gateway if it.kind == "identify")
        assert begun[0] == begun[1] == 1
        assert begun[2] >= 2
        assert box.records.count("identify-refused", BOT) == 0
        assert all(box.records.most_live[BOT, shard] == 1 for shard in range(4))


def is_ready(said: dict[str, object]) -> bool:
    return said.get("state") == "ready"


@asynccontextmanager
async def open_shards() -> AsyncGenerator[House]:
    """Two shards may identify at the same time: one of each process shares a bucket."""
    async with Sandbox.open(heartbeat_interval=0.8) as box:
        box.world.apps[BOT].advice = ShardAdvice(shards=4, max_concurrency=2)

        def environment(name: str) -> dict[str, str]:
            ours = {"SHARD_IDS": SHARDS[name], "REDIS_URL": store.server.url}
            return {**box.bot_env(BOT, host.bots[name].port), **SETTINGS, **ours}

        def changed(_name: str) -> None:
            box.records.touch()

        host = Supervisor([BOT], environment, instances=2, changed=changed)
        timeout = aiohttp.ClientTimeout(total=2)
        try:
            async with Store.open() as store, aiohttp.ClientSession(timeout=timeout) as web, host:
                yield House(box, store, host, web)
        except StoreMissing as missing:
            pytest.skip(str(missing))
