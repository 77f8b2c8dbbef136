"""Everything that the lease asks of its store, done once on keys of its own.

A store may take a key and then refuse to renew it (a user without the right to run scripts), or
take nothing more (a full one). An instance that found out after taking its turn would begin anew,
and spend an identify of the day's thousand each time. So it is tried out before.
"""

from contextlib import suppress

from .store import NotHeld, Store
from .troubles import TOO_SLOW, StoreAway


async def rehearse(store: Store) -> None:
    """Do all that an instance does from its first look to its end. Raises StoreAway, StoreRefuses.

    Nobody's turn is touched. What is left behind when the process dies in between runs out.
    """
    trial = store.for_rehearsal()
    try:
        # What an attempt before this one could not take back would be in the way.
        await trial.forget_all()
        await trial.has_spoken()
        await trial.ask(first=True)
        await trial.ask(first=False)
        await trial.spend(needed=1, remaining=1000, reserve=1, reset_after_s=1.0)
        await trial.claim_bucket(0, 1.0)
        if await trial.take():
            await trial.next_term()
            await trial.renew()
        await trial.asker()
        await trial.leave()
        await trial.forget_all()
    except NotHeld:
        # It ran out before it could be renewed: a turn would as well.
        raise StoreAway(TOO_SLOW) from None
    except StoreAway:
        with suppress(StoreAway):
            await trial.forget_all()
        raise
