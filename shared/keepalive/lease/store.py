"""The lease, who asks for it, and the identifies, in one store: all that is asked of redis."""
# redis-py leaves its **kwargs untyped:
# pyright: reportUnknownMemberType=false

import contextlib
import math
from collections.abc import Awaitable
from typing import Any, Final, Self

from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import LockError, RedisError

from .address import LOOKS_LIKE, read_address
from .keys import Keys
from .rules import Sight, Times, name_of
from .troubles import CLUSTER, FOREIGN, SENTINEL, StoreRefuses, trouble_of

# Longer than between any two deploys, or the second would wait as if the store were new.
_KEPT_S: Final = 400 * 86_400
# As long as a host may go on restarting an instance that is ill.
_SPOKE_KEPT_S: Final = 86_400
_REFUSED_MODES: Final = {"cluster": CLUSTER, "sentinel": SENTINEL}
# KEYS: the count. ARGV: what Discord says is left, needed, reserve, milliseconds to the reset.
# Whatever is lower counts, since others may have spent some since Discord was asked.
_SPEND: Final = """
local left = tonumber(ARGV[1])
local known = tonumber(redis.call('get', KEYS[1]) or ARGV[1])
if known < left then left = known end
if left - ARGV[2] < tonumber(ARGV[3]) then return 0 end
redis.call('set', KEYS[1], left - ARGV[2], 'px', ARGV[4])
return 1
"""
# KEYS that are ours to delete. ARGV: who we are. Also when nobody knows whether we set them.
_LEAVE: Final = """
for _, key in ipairs(KEYS) do
    if redis.call('get', key) == ARGV[1] then redis.call('del', key) end
end
"""


def problem_with(url: str) -> str:
    """What keeps this from being the address of a store, in words; empty when nothing does."""
    try:
        address = read_address(url)
    except ValueError as error:
        return str(error)
    try:
        # Reads the options as well; connects to nothing.
        Redis.from_url(address).connection_pool.make_connection()
    except (TypeError, ValueError, RedisError):
        return LOOKS_LIKE
    return ""


class NotHeld(Exception):
    """The lease ran out, or the store has forgotten it."""


class Store:
    """Every method is one round trip or two, within `times.answer_within_s`.

    All raise StoreAway; nothing is repeated in here: whoever asks comes again anyway.
    """

    def __init__(self, redis: Redis, *, keys: Keys, me: str, times: Times) -> None:
        self._redis = redis
        self._keys = keys
        self._me = me
        self._times = times
        self._spoke = keys.spoke(name_of(me))
        self._lock = Lock(
            redis, keys.lease, timeout=times.ttl_s, blocking=False, thread_local=False
        )
        self._run_id = ""
        self._new_since_s = float("-inf")

    @classmethod
    def at(cls, url: str, *, keys: Keys, me: str, times: Times) -> Self:
        """The store at this address; nothing is connected to yet. Raises ValueError."""
        redis: Redis = Redis.from_url(
            read_address(url),
            decode_responses=True,
            socket_timeout=times.answer_within_s,
            socket_connect_timeout=times.answer_within_s,
            retry=Retry(NoBackoff(), 0),
            max_connections=8,
        )
        return cls(redis, keys=keys, me=me, times=times)

    def for_rehearsal(self) -> Self:
        """The same store by the same connections, on keys that mean nothing to anybody."""
        keys = self._keys.rehearsal(self._me)
        return type(self)(self._redis, keys=keys, me=self._me, times=self._times)

    async def look(self) -> Sight:
        """Who holds the lease, who asks, and how long the store remembers."""
        info = await self._ask(self._redis.info("server"))
        if reason := _REFUSED_MODES.get(str(info.get("redis_mode", ""))):
            raise StoreRefuses(reason)
        run_id = str(info.get("run_id", "unknown"))
        pipe = self._redis.pipeline(transaction=False)
        pipe.time()
        pipe.get(self._keys.life)
        pipe.get(self._keys.lease)
        pipe.get(self._keys.asker)
        (seconds, micros), life, holder, asker = await self._ask(pipe.execute())
        now = seconds + micros / 1e6
        if self._run_id and run_id != self._run_id:
            # Before our eyes another node took over, which may not have been told of the lease.
            self._new_since_s = now
        self._run_id = run_id
        since = _since(life, run_id)
        if since is None:
            await self._ask(self._redis.set(self._keys.life, f"{run_id} {now:.3f}", ex=_KEPT_S))
            since = now
        return Sight(holder, asker, store_age_s=now - max(since, self._new_since_s))

    async def take(self) -> bool:
        """Take the lease if nobody has it."""
        return bool(await self._ask(self._lock.acquire(token=self._me)))

    async def next_term(self) -> int:
        """The number of a turn that begins; higher than all before, also in an emptied store."""
        seconds, _ = await self._ask(self._redis.time())
        pipe = self._redis.pipeline(transaction=True)
        # Run out after a year, it begins at a later second: never lower than before.
        pipe.set(self._keys.term, seconds, nx=True, ex=_KEPT_S)
        pipe.incr(self._keys.term)
        pipe.delete(self._keys.asker)
        pipe.set(self._spoke, self._me, ex=_SPOKE_KEPT_S)
        _, term, *_ = await self._ask(pipe.execute())
        return int(term)

    async def has_spoken(self) -> bool:
        """Whether an instance of this name had the turn within the last day."""
        return bool(await self._ask(self._redis.exists(self._spoke)))

    async def renew(self) -> None:
        """Make the lease run anew. Raises NotHeld."""
        try:
            await self._ask(self._lock.extend(self._times.ttl_s, replace_ttl=True))
        except LockError as error:
            raise NotHeld from error

    async def asker(self) -> str | None:
        """Who asks for the turn, if anybody else does."""
        asker: str | None = await self._ask(self._redis.get(self._keys.asker))
        return None if asker == self._me else asker

    async def leave(self) -> None:
        """Give the lease back and wish for nothing any more, as far as either is ours."""
        await self._ask(self._redis.eval(_LEAVE, 2, self._keys.lease, self._keys.asker, self._me))

    async def ask(self, *, first: bool) -> None:
        """Say that this instance wants to take over; the `first` time whoever asks already."""
        lasts = math.ceil(self._times.asks_for_s * 1000)
        asked = await self._ask(self._redis.set(self._keys.asker, self._me, nx=not first, px=lasts))
        if not asked and await self._ask(self._redis.get(self._keys.asker)) == self._me:
            await self._ask(self._redis.pexpire(self._keys.asker, lasts))

    async def spend(
        self, *, needed: int, remaining: int, reserve: int, reset_after_s: float
    ) -> bool:
        """Take identifies from what all processes share; False when too few are left."""
        milliseconds = max(1, math.ceil(reset_after_s * 1000))
        arguments = (remaining, needed, reserve, milliseconds)
        done = self._redis.eval(_SPEND, 1, self._keys.identifies, *map(str, arguments))
        return bool(await self._ask(done))

    async def claim_bucket(self, number: int, seconds: float) -> bool:
        """Whether this bucket may identify now; nobody else may for so long."""
        key = self._keys.bucket(number)
        claimed = self._redis.set(key, self._me, nx=True, px=math.ceil(seconds * 1000))
        return bool(await self._ask(claimed))

    async def forget_all(self) -> None:
        """Delete every key; for a rehearsal."""
        keys = self._keys
        names = (keys.lease, keys.asker, keys.term, self._spoke, keys.identifies, keys.bucket(0))
        await self._ask(self._redis.delete(*names))

    async def close(self) -> None:
        """Let go of the connections."""
        with contextlib.suppress(RedisError, OSError):
            await self._redis.aclose()

    async def _ask(self, question: Awaitable[Any]) -> Any:  # noqa: ANN401 - redis answers anything
        try:
            return await question
        except LockError:
            raise
        except (RedisError, OSError, UnicodeError) as error:
            raise trouble_of(error) from error


def _since(life: str | None, run_id: str) -> float | None:
    """Since when this life of the store is known; None for another one's. Raises StoreRefuses."""
    known, _, since = (life or "").partition(" ")
    if known != run_id:
        return None
    try:
        return float(since)
    except ValueError as error:
        raise StoreRefuses(FOREIGN) from error
