"""The life of a padded crest: asked for, fetched once, made in a worker thread, kept for a day."""

import asyncio
import hashlib
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from http import HTTPStatus
from typing import Final, Self

from aiohttp.abc import AbstractResolver
from cachetools import TTLCache

from apps.clanmatch.crests.fetch import SECONDS, FetchFailed, ImageFetcher
from apps.clanmatch.crests.url import AddressRefused, Origin, checked_address
from shared.immutable import immutable
from shared.pictures.canvas import Canvas
from shared.pictures.unfit import NotAnImage, NothingToSee, TooManyPixels
from shared.timing.clock import Clock

CACHE_BYTES: Final = 16 * 1024 * 1024
CACHE_SECONDS: Final = 86_400
_IN_FLIGHT: Final = 16
_QUESTIONS: Final = 512
_LONGEST_QUESTION: Final = 2_048
_THREADS: Final = 2
_WORK_SECONDS: Final = 8.0
_ENTRY_OVERHEAD: Final = 2_048  # key, etag and bookkeeping, generously


class CrestRefused(Exception):
    """No crest; `status` is the HTTP status to answer, `str(error)` the reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@immutable
class PaddedCrest:
    """A finished PNG and the tag that tells it from others."""

    png: bytes
    etag: str


_Key = tuple[str, Canvas]


class EmojiPad:
    """Gives padded crests; use it as an async context manager.

    Everything is bounded: bytes kept, requests in flight (and so the queue of the workers),
    seconds for fetching and for the picture work.
    """

    def __init__(
        self,
        *,
        trusted: Collection[Origin],
        max_bytes: int,
        clock: Clock,
        cache_bytes: int = CACHE_BYTES,
        fetch_seconds: float = SECONDS,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._trusted = trusted
        self._fetcher = ImageFetcher(
            trusted=trusted, max_bytes=max_bytes, seconds=fetch_seconds, resolver=resolver
        )
        self._kept: TTLCache[_Key, PaddedCrest] = TTLCache(
            maxsize=cache_bytes, ttl=CACHE_SECONDS, timer=clock.monotonic, getsizeof=_size
        )
        self._asked: dict[str, _Key] = {}
        self._cache_bytes = cache_bytes
        self._in_flight: dict[_Key, asyncio.Task[PaddedCrest]] = {}
        self._workers = ThreadPoolExecutor(_THREADS, thread_name_prefix="crest")
        self._resources = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._resources.enter_async_context(self._fetcher)
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._in_flight.values():
            task.cancel()
        await asyncio.gather(*self._in_flight.values(), return_exceptions=True)
        await self._resources.aclose()
        # Not waited for: a picture takes well under a second, and nobody wants it any more.
        self._workers.shutdown(wait=False, cancel_futures=True)

    def kept_for(self, question: str) -> PaddedCrest | None:
        """What this very question was answered with, while it is kept; nothing is checked anew."""
        try:
            return self._kept[self._asked[question]]
        except KeyError:
            return None

    async def crest(self, address: str, canvas: Canvas, *, question: str = "") -> PaddedCrest:
        """The picture at `address` on `canvas`. Raises CrestRefused.

        `question`: how that was asked for, so that `kept_for` knows it the next time.
        """
        try:
            key = (checked_address(address, self._trusted), canvas)
        except AddressRefused as error:
            raise CrestRefused(HTTPStatus.BAD_REQUEST, str(error)) from error
        if 0 < len(question) <= _LONGEST_QUESTION:
            self._asked[question] = key
            if len(self._asked) > _QUESTIONS:
                # The oldest, however often it is asked: it comes in again with the next one.
                del self._asked[next(iter(self._asked))]
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        # Shielded: one asker who goes away must not take the picture from the others.
        return await asyncio.shield(self._shared_task(key))

    def _shared_task(self, key: _Key) -> asyncio.Task[PaddedCrest]:
        task = self._in_flight.get(key)
        if task is None:
            if len(self._in_flight) >= _IN_FLIGHT:
                raise CrestRefused(HTTPStatus.SERVICE_UNAVAILABLE, "too busy, try again shortly")
            task = asyncio.create_task(self._make(key), name="crest")
            self._in_flight[key] = task
            task.add_done_callback(lambda done: self._finished(key, done))
        return task

    def _finished(self, key: _Key, task: asyncio.Task[PaddedCrest]) -> None:
        del self._in_flight[key]
        # Fetching the outcome here keeps asyncio from complaining when all askers have gone.
        if task.cancelled() or task.exception() is not None:
            return
        crest = task.result()
        if _size(crest) <= self._cache_bytes:
            self._kept[key] = crest

    async def _make(self, key: _Key) -> PaddedCrest:
        address, canvas = key
        try:
            source = await self._fetcher.fetch(address)
            png = await self._in_worker(source, canvas)
        except FetchFailed as error:
            raise CrestRefused(error.status, str(error)) from error
        except TooManyPixels as error:
            raise CrestRefused(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"too many pixels: {error}"
            ) from error
        except NothingToSee as error:
            raise CrestRefused(
                HTTPStatus.UNPROCESSABLE_ENTITY, "nothing of the image can be seen"
            ) from error
        except NotAnImage as error:
            raise CrestRefused(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not a PNG, GIF, WebP or JPEG image, or broken"
            ) from error
        return PaddedCrest(png, hashlib.sha256(png).hexdigest()[:32])

    async def _in_worker(self, source: bytes, canvas: Canvas) -> bytes:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_WORK_SECONDS):
                return await loop.run_in_executor(self._workers, _centred, source, canvas)
        except TimeoutError as error:
            raise FetchFailed(
                HTTPStatus.SERVICE_UNAVAILABLE, "too busy, try again shortly"
            ) from error


def _centred(source: bytes, canvas: Canvas) -> bytes:
    # In the thread that works with it: neither a start nor the event loop waits for Pillow.
    from shared.pictures.image import centred  # noqa: PLC0415

    return centred(source, canvas)


def _size(crest: PaddedCrest) -> int:
    return len(crest.png) + _ENTRY_OVERHEAD
