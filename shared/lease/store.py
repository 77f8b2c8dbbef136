"""The only file that knows redis: the lease, who asks for it, and the identifies, in one store."""
# redis-py leaves its **kwargs untyped:
# pyright: reportUnknownMemberType=false

import contextlib
import math
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, Final, Self

from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    LockError,
    RedisError,
    ResponseError,
)

from shared.lease.rules import Sight, Times, name_of
from shared.turn.shards import ShardPlan

# Longer than between any two deploys, or the second would wait as if the store were new.
_LIFE_KEPT_S: Final = 400 * 86_400
# As long as a host may go on restarting an instance that is ill.
_SPOKE_KEPT_S: Final = 86_400
_FOREIGN: Final = "the store of turns refuses (it holds what no instance wrote)"
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
    if not url.startswith(("redis://", "rediss://")):
        return "must begin with redis:// or rediss://"
    try:
        # Reads the options as well; connects to nothing.
        Redis.from_url(url).connection_pool.make_connection()
    except (TypeError, ValueError, RedisError):
        return "must look like redis://user:password@host:6379/0"
    return ""


class StoreAway(Exception):
    """The store can't be reached, is too slow, or refuses; the text says which, for people."""


class NotHeld(Exception):
    """The lease ran out, or the store has forgotten it."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The names in the store. Services and groups of shards don't meet."""

    service: str
    group: str

    @classmethod
    def of(cls, service: str, shards: ShardPlan | None) -> Self:
        """Of this bot, or of this group of its shards."""
        return cls(service, shards.group if shards else "all")

    @property
    def lease(self) -> str:
        """Who holds the turn."""
        return f"{self.service}:{self.group}:lease"

    @property
    def asker(self) -> str:
        """Who wants to take over."""
        return f"{self.service}:{self.group}:asks"

    @property
    def term(self) -> str:
        """How many turns there were."""
        return f"{self.service}:{self.group}:term"

    def spoke(self, name: str) -> str:
        """There for a day after an instance of this name had the turn."""
        return f"{self.service}:{self.group}:spoke:{name}"

    @property
    def identifies(self) -> str:
        """What is left of the day's identifies."""
        return f"{self.service}:identifies"

    def bucket(self, number: int) -> str:
        """Held for as long as this bucket may not identify again."""
        return f"{self.service}:identify:{number}"

    def life(self, run_id: str) -> str:
        """When this life of the store was first seen."""
        return f"{self.service}:store:{run_id}"


class Store:
    """Every method is one round trip or two, within `times.answer_within_s`.

    All raise StoreAway; nothing is repeated in here: whoever asks comes again anyway.
    """

    def __init__(self, url: str, *, keys: Keys, me: str, times: Times) -> None:
        self._keys = keys
        self._me = me
        self._spoke = keys.spoke(name_of(me))
        self._times = times
        self._redis: Redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=times.answer_within_s,
            socket_connect_timeout=times.answer_within_s,
            retry=Retry(NoBackoff(), 0),
            max_connections=8,
        )
        self._lock = Lock(
            self._redis, keys.lease, timeout=times.ttl_s, blocking=False, thread_local=False
        )

    async def look(self) -> Sight:
        """Who holds the lease, who asks, and how long the store remembers."""
        info = await self._ask(self._redis.info("server"))
        life = self._keys.life(str(info.get("run_id", "unknown")))
        pipe = self._redis.pipeline(transaction=False)
        pipe.time()
        pipe.get(life)
        pipe.get(self._keys.lease)
        pipe.get(self._keys.asker)
        (seconds, micros), seen, holder, asker = await self._ask(pipe.execute())
        now = seconds + micros / 1e6
        if seen is None:
            await self._ask(self._redis.set(life, f"{now:.3f}", nx=True, ex=_LIFE_KEPT_S))
            return Sight(holder, asker, store_age_s=0.0)
        try:
            return Sight(holder, asker, store_age_s=now - float(seen))
        except ValueError as error:
            raise StoreAway(_FOREIGN) from error

    async def take(self) -> bool:
        """Take the lease if nobody has it."""
        return bool(await self._ask(self._lock.acquire(token=self._me)))

    async def next_term(self) -> int:
        """The number of a turn that begins; higher than all before, also in an emptied store."""
        seconds, _ = await self._ask(self._redis.time())
        pipe = self._redis.pipeline(transaction=True)
        pipe.set(self._keys.term, seconds, nx=True)
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

    async def close(self) -> None:
        """Let go of the connections."""
        with contextlib.suppress(RedisError, OSError):
            await self._redis.aclose()

    async def _ask(self, question: Awaitable[Any]) -> Any:  # noqa: ANN401 - redis answers anything
        try:
            return await question
        except LockError:
            raise
        except UnicodeError as error:
            raise StoreAway(_FOREIGN) from error
        except (ResponseError, AuthenticationError, AuthorizationError) as error:
            raise StoreAway(f"the store of turns refuses ({type(error).__name__})") from error
        except (RedisError, OSError) as error:
            raise StoreAway(
                f"the store of turns can't be reached ({type(error).__name__})"
            ) from error
