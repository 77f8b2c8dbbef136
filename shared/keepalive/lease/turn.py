"""The turn of an instance, held by a lease: taken, renewed, handed over, or lost."""

import asyncio
import logging
from contextlib import suppress
from typing import Final

from ..ground.clock import Clock
from ..ground.turn import IDENTIFY_EVERY_S, Identifies, NotOurTurn, Told, TurnLost
from .rehearsal import rehearse
from .rules import Step, Times, Wish, name_of, next_step
from .store import NotHeld, Store
from .troubles import TOO_SLOW, StoreAway, StoreRefuses

_log = logging.getLogger(__name__)

_BUCKET_LOOK_S: Final = 0.2
# A free turn that one who was restarted leaves to whoever stood by meanwhile.
_LOOKS_LEFT_TO_OTHERS: Final = 2


class LeasedTurn:
    """One process's turn. It has at most one in its life: after that a fresh process stands by."""

    def __init__(self, store: Store, *, me: str, wish: Wish, times: Times, clock: Clock) -> None:
        self._store = store
        self._me = me
        self._wish = wish
        self._times = times
        self._clock = clock
        self._speaks_until = float("-inf")
        self._term: int | None = None
        self._begun = asyncio.Event()
        self._over = asyncio.Event()
        self._loss: TurnLost | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._at_once = 1
        self._trouble = ""
        self._given_up = False
        self._leaves_to_others = 0
        self._rehearsed = False
        self._refused = False

    @property
    def term(self) -> int | None:
        """See `Turn.term`."""
        return self._term

    @property
    def trouble(self) -> str:
        """See `Turn.trouble`."""
        return self._trouble

    def check(self) -> None:
        """See `Turn.check`. By the clock alone: it also holds for a process that slept."""
        if self._clock.monotonic() >= self._speaks_until:
            raise NotOurTurn

    async def take(self, told: Told) -> None:
        """See `Turn.take`."""
        while not await self._try_to_take(told):
            pause = self._times.comes_again_s if self._refused else self._times.look_every_s
            await self._clock.sleep(pause)
        self._begun.set()
        self._keeper = asyncio.create_task(self._keep(), name="lease")
        self._keeper.add_done_callback(self._kept)

    async def taken(self) -> None:
        """See `Turn.taken`."""
        await self._begun.wait()

    async def lost(self) -> TurnLost:
        """See `Turn.lost`."""
        await self._over.wait()
        assert self._loss is not None  # noqa: S101 - set before the event
        return self._loss

    async def spend(self, identifies: Identifies) -> bool:
        """See `Turn.spend`. With the store away Discord's own count decides."""
        self._at_once = max(1, identifies.at_once)
        try:
            return await self._store.spend(
                needed=identifies.needed,
                remaining=identifies.remaining,
                reserve=identifies.reserve,
                reset_after_s=identifies.reset_after_s,
            )
        except StoreRefuses as refusal:
            # It would refuse to renew the turn as well, and the identify would be for nothing.
            _log.warning("no identify is spent: %s", refusal)
            return False
        except StoreAway as away:
            _log.warning("identifies are not counted together: %s", away)
            return identifies.remaining - identifies.needed >= identifies.reserve

    async def may_identify(self, shard_id: int, *, first: bool) -> None:
        """See `Turn.may_identify`."""
        bucket = shard_id % self._at_once
        try:
            while not await self._store.claim_bucket(bucket, IDENTIFY_EVERY_S):
                await self._clock.sleep(_BUCKET_LOOK_S)
        except StoreAway as away:
            _log.warning("identifies are not spread together: %s", away)
            if not first:
                await self._clock.sleep(IDENTIFY_EVERY_S)
        self.check()

    async def give_up(self) -> None:
        """See `Turn.give_up`."""
        self._given_up = True
        if self._keeper is not None:
            self._keeper.cancel()
            # Bounded: a library in between may have swallowed the cancellation.
            await asyncio.wait({self._keeper}, timeout=self._times.answer_within_s)
        self._term, self._speaks_until = None, float("-inf")
        with suppress(StoreAway):
            # Whoever only asked takes that back too: nobody should hand over to an empty chair.
            await self._store.leave()
        await self._store.close()

    async def _try_to_take(self, told: Told) -> bool:
        try:
            sight = await self._store.look()
            if not self._rehearsed:
                await self._rehearse()
            self._trouble = ""
            if self._wish is Wish.FRESH and await self._store.has_spoken():
                # Its host restarts it, perhaps because it is ill: whoever speaks now goes on.
                self._wish = Wish.PATIENT
                self._leaves_to_others = _LOOKS_LEFT_TO_OTHERS
            first = self._wish is Wish.FRESH
            plan = next_step(sight, self._me, self._wish, self._times)
            self._wish = plan.wish
            if plan.step is Step.TAKE:
                # What it may do can have changed since the start.
                await self._rehearse()
            told(plan.words)
            if plan.step is Step.ASK:
                await self._store.ask(first=first)
            elif plan.step is Step.LEAVE:
                await self._store.leave()
            elif plan.step is Step.TAKE and self._leaves_to_others:
                self._leaves_to_others -= 1
            elif plan.step is Step.TAKE:
                began = self._clock.monotonic()
                if await self._store.take():
                    self._term = await self._store.next_term()
                    self._runs_from(began)
                    _log.info("it is this instance's turn to speak (term %d)", self._term)
                    return True
        except StoreAway as away:
            self._rehearsed = False
            self._trouble = str(away)
            told(f"standing by: {away}")
        return False

    async def _rehearse(self) -> None:
        self._rehearsed = self._refused = False
        try:
            await rehearse(self._store)
        except StoreRefuses:
            self._refused = True
            raise
        self._rehearsed = True

    async def _keep(self) -> None:
        while not self._given_up:
            await self._clock.sleep(self._times.renew_every_s)
            try:
                left = self._speaks_until - self._clock.monotonic()
                async with asyncio.timeout(left):
                    asker = await self._renew()
            except (StoreAway, TimeoutError) as error:
                # Our own time that runs out has no words: the last trouble before it says more.
                self._trouble = str(error) or self._trouble or TOO_SLOW
                if self._clock.monotonic() >= self._speaks_until:
                    words = f"the turn can't be renewed: {self._trouble}"
                    self._lose(TurnLost(words, in_peace=False))
                    return
                _log.warning("the turn is not renewed yet: %s", self._trouble)
            except NotHeld:
                self._speaks_until = float("-inf")
                self._lose(TurnLost("another instance took the turn", in_peace=False))
                return
            else:
                self._trouble = ""
                if asker is not None:
                    self._lose(
                        TurnLost(f"handing over to instance {name_of(asker)}", in_peace=True)
                    )

    async def _renew(self) -> str | None:
        """Who asks for the turn, after it was renewed. Raises NotHeld, StoreAway."""
        began = self._clock.monotonic()
        try:
            await self._store.renew()
        except NotHeld:
            # A store that was emptied: nobody else may take the lease before it would have run out.
            if began >= self._speaks_until or not await self._store.take():
                raise
            _log.warning("the store of turns had forgotten the turn; it is taken anew")
        self._runs_from(began)
        return await self._store.asker()

    def _kept(self, keeper: asyncio.Task[None]) -> None:
        if keeper.cancelled() or (error := keeper.exception()) is None:
            return
        # Nobody renews any more. Only a process that begins anew can speak again.
        _log.critical("the keeper of the turn ended unexpectedly", exc_info=error)
        words = f"the turn can't be renewed: its keeper failed ({type(error).__name__})"
        self._lose(TurnLost(words, in_peace=False))

    def _runs_from(self, moment: float) -> None:
        self._speaks_until = moment + self._times.speaks_for_s

    def _lose(self, loss: TurnLost) -> None:
        if self._loss is None:
            self._loss = loss
            self._over.set()
