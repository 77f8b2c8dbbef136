"""How the gateway is, in a state and in words. Pure."""

from .snapshot import GatewaySnapshot, GatewayState, ShardSnapshot
from .watchdog import Limits, is_deaf, is_zombie_like, lacks_acks

# The order in which states are worse than others, for clients of several shards.
_BEST_TO_WORST = (
    GatewayState.READY,
    GatewayState.CONNECTED,
    GatewayState.DEAF,
    GatewayState.ZOMBIE,
    GatewayState.STARTING,
    GatewayState.DISCONNECTED,
)


def judge(snapshot: GatewaySnapshot, limits: Limits) -> tuple[GatewayState, str, float]:
    """State of the whole, its reason in words, and for how many seconds it has been so."""
    if snapshot.stopping is not None:
        return GatewayState.STOPPING, snapshot.stopping, snapshot.phase_age_s
    if snapshot.waiting is not None:
        return snapshot.waiting.state, str(snapshot.waiting), snapshot.phase_age_s

    def badness(shard: ShardSnapshot) -> tuple[int, float]:
        state = state_of(shard, snapshot, limits)
        return _BEST_TO_WORST.index(state), _since_s(state, shard, snapshot, limits)

    worst = max(snapshot.shards, key=badness)
    state = state_of(worst, snapshot, limits)
    reason = _reason(state, worst, snapshot, limits)
    if len(snapshot.shards) > 1 and state is not GatewayState.READY:
        reason = f"shard {worst.shard_id}: {reason}"
    return state, reason, _since_s(state, worst, snapshot, limits)


def _since_s(
    state: GatewayState, shard: ShardSnapshot, snapshot: GatewaySnapshot, limits: Limits
) -> float:
    """How long the trouble has lasted, not the connection in which it shows, nor its last try."""
    match state:
        case GatewayState.ZOMBIE if lacks_acks(shard, limits):
            return max(shard.ack_age_s or 0.0, shard.remedy_age_s or 0.0)
        case GatewayState.ZOMBIE:
            return snapshot.event_age_s or 0.0
        case GatewayState.DEAF:
            return max(shard.quiet_s or 0.0, shard.deaf_remedy_age_s or 0.0)
        case GatewayState.STARTING | GatewayState.DISCONNECTED if shard.outage_s is not None:
            return shard.outage_s
        case _:
            return shard.state_age_s


def state_of(shard: ShardSnapshot, snapshot: GatewaySnapshot, limits: Limits) -> GatewayState:
    """One shard's, with the rules of the watchdog applied."""
    if is_zombie_like(shard, snapshot.event_age_s, limits) or lacks_acks(shard, limits):
        return GatewayState.ZOMBIE
    return GatewayState.DEAF if is_deaf(shard) else shard.state


def _reason(
    state: GatewayState, shard: ShardSnapshot, snapshot: GatewaySnapshot, limits: Limits
) -> str:
    match state:
        case GatewayState.READY:
            return "all is well"
        case GatewayState.CONNECTED:
            return "Discord is still sending the servers"
        case GatewayState.ZOMBIE:
            return _lifeless(shard, snapshot, limits)
        case GatewayState.DEAF:
            return _deaf(shard)
        case _:
            return _away(state, shard, snapshot, limits)


def _lifeless(shard: ShardSnapshot, snapshot: GatewaySnapshot, limits: Limits) -> str:
    if lacks_acks(shard, limits):
        return f"no heartbeat ACK for {shard.ack_age_s or 0:.0f} s"
    latency = "unknown" if shard.latency_s is None else f"{shard.latency_s:.1f} s"
    return f"no event for {snapshot.event_age_s or 0:.0f} s and latency {latency}"


def _deaf(shard: ShardSnapshot) -> str:
    silent = f"nothing heard for {shard.quiet_s or 0:.0f} s"
    if shard.deaf_remedy_age_s is None:
        return f"heartbeats are answered, questions are not: {silent}"
    return f"reconnected because Discord told us nothing: {silent}, asking again"


def _away(
    state: GatewayState, shard: ShardSnapshot, snapshot: GatewaySnapshot, limits: Limits
) -> str:
    outage = f"{shard.outage_s or 0:.0f} s of at most {limits.max_disconnect_s:g} s"
    trouble = f" ({snapshot.trouble})" if snapshot.trouble else ""
    if state is GatewayState.STARTING:
        return f"not connected yet: {outage}{trouble}"
    return f"gateway away: {outage}{trouble}"
