"""Whether there is one instance or several; only several of them load redis.

It would cost a bot of one instance 6 MiB and a tenth of its start.
"""

import secrets

from ..ground.clock import Clock
from ..ground.shards import ShardPlan
from ..ground.turn import OnlyInstance, Turn
from .keys import Keys
from .rules import Times, Wish, token_for
from .settings import LeaseSettings


def turn_for(
    settings: LeaseSettings,
    *,
    service: str,
    shards: ShardPlan | None,
    instance: str,
    standby: bool,
    clock: Clock,
) -> Turn:
    """The turn of this process; `standby`: it takes it only when no other instance has it."""
    url = settings.redis_url.reveal()
    if not url:
        return OnlyInstance()

    from .store import Store  # noqa: PLC0415 - see above
    from .turn import LeasedTurn  # noqa: PLC0415 - see above

    me, times = token_for(instance, secrets.token_hex(4)), Times(settings.lease_ttl_sec)
    store = Store.at(url, keys=Keys.of(service, shards), me=me, times=times)
    wish = Wish.PATIENT if standby else Wish.FRESH
    return LeasedTurn(store, me=me, wish=wish, times=times, clock=clock)
