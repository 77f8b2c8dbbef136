"""For `--check`: whether the store of turns answers, and allows all that turns need."""

import secrets

from ..ground.shards import ShardPlan
from .keys import Keys
from .rules import Times, name_of, token_for
from .settings import LeaseSettings


async def look_at_store(
    settings: LeaseSettings, *, service: str, shards: ShardPlan | None
) -> tuple[bool, str] | None:
    """Whether all is well with it, and words for people; None when there is no store."""
    url = settings.redis_url.reveal()
    if not url:
        return None

    from .rehearsal import rehearse  # noqa: PLC0415 - see choice.py
    from .store import Store  # noqa: PLC0415 - see choice.py
    from .troubles import StoreAway, StoreRefuses  # noqa: PLC0415 - see choice.py

    keys = Keys.of(service, shards)
    store = Store.at(
        url,
        keys=keys,
        me=token_for("check", secrets.token_hex(4)),
        times=Times(settings.lease_ttl_sec),
    )
    try:
        sight = await store.look()
        await rehearse(store)
    except StoreRefuses as refusal:
        return False, f"{refusal}; the bot would stand by and never speak"
    except StoreAway as away:
        return False, f"{away}; start it, or correct REDIS_URL"
    finally:
        await store.close()
    speaks = "nobody" if sight.holder is None else f"instance {name_of(sight.holder)}"
    return True, f"store of turns: it answers, {speaks} speaks"
