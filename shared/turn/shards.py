"""Which shards a process holds; the keepalive, which stands alone, holds it."""

from shared.keepalive.ground.shards import (
    AUTOMATIC,
    MOST_SHARDS,
    ShardPlan,
    in_short,
    parse_count,
    parse_ids,
)

__all__ = ["AUTOMATIC", "MOST_SHARDS", "ShardPlan", "in_short", "parse_count", "parse_ids"]
