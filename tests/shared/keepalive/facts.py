"""Snapshots for tests: all is well unless said otherwise."""

from dataclasses import replace
from typing import Any

from shared.keepalive.snapshot import GatewaySnapshot, GatewayState, ShardSnapshot

WELL_SHARD = ShardSnapshot(
    shard_id=0,
    state=GatewayState.READY,
    state_age_s=3600.0,
    outage_s=None,
    latency_s=0.1,
    readings=(0.1, 0.1, 0.1),
    ack_age_s=20.0,
    remedy_age_s=None,
)
WELL = GatewaySnapshot(uptime_s=7200.0, event_age_s=5.0, last_ack_age_s=20.0, shards=(WELL_SHARD,))


def shard(**changes: Any) -> ShardSnapshot:
    return replace(WELL_SHARD, **changes)


def gateway(*shards: ShardSnapshot, **changes: Any) -> GatewaySnapshot:
    return replace(WELL, shards=shards or WELL.shards, **changes)
