"""`GET /emoji-pad`: reads the query, answers PNG, a 304, or a status with its reason."""

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from aiohttp import web
from multidict import CIMultiDict

from apps.clanmatch.crests.service import CACHE_SECONDS, CrestRefused, EmojiPad, PaddedCrest
from apps.clanmatch.roster.crests import PATH
from shared.pictures.canvas import Canvas

SIZES: Final = (64, 512)
BOXES: Final = (0.2, 0.95)
_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
}
_KEEP: Final = CIMultiDict({"Cache-Control": f"public, max-age={CACHE_SECONDS}", **_SAFE})
_KEEP_PNG: Final = CIMultiDict({**_KEEP, "Content-Type": "image/png"})


def emoji_pad_routes(pad: EmojiPad, *, default: Canvas) -> list[web.RouteDef]:
    """The route, for GET and HEAD; `default` is used where the query says nothing."""

    async def emoji_pad(request: web.Request) -> web.Response:
        try:
            # `v` only makes caches see a new address; it says nothing to us.
            question = request.rel_url.raw_query_string
            if (crest := pad.kept_for(question)) is None:
                address, canvas = _asked_for(request.query, default)
                crest = await pad.crest(address, canvas, question=question)
        except CrestRefused as error:
            return _refusal(error)
        return _answer(request, crest)

    return [web.get(PATH, emoji_pad)]


def _asked_for(query: Mapping[str, str], default: Canvas) -> tuple[str, Canvas]:
    address = query.get("u", "")
    if not address:
        raise CrestRefused(HTTPStatus.BAD_REQUEST, "u must be the https address of an image")
    size = _number(query, "s", SIZES, default.size)
    box = _number(query, "box", BOXES, default.box)
    # Rounded, so that 0.85 and 0.8500001 share one cached picture.
    return address, Canvas(size=int(size), box=round(box, 2))


def _number(
    query: Mapping[str, str], name: str, limits: tuple[float, float], default: float
) -> float:
    text = query.get(name, "")
    if not text:
        return default
    low, high = limits
    try:
        number = float(text) if isinstance(low, float) else int(text)
    except ValueError:
        number = math.nan
    if not low <= number <= high:
        raise CrestRefused(HTTPStatus.BAD_REQUEST, f"{name} must be from {low} to {high}")
    return number


def _answer(request: web.Request, crest: PaddedCrest) -> web.Response:
    etag = f'"{crest.etag}"'
    if "If-None-Match" in request.headers:
        known = {tag.value for tag in request.if_none_match or ()}
        if known & {crest.etag, "*"}:
            headers = CIMultiDict({**_KEEP, "ETag": etag})
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    headers = _KEEP_PNG.copy()
    headers["ETag"] = etag
    return web.Response(body=crest.png, headers=headers)


def _refusal(error: CrestRefused) -> web.Response:
    headers = {"Cache-Control": "no-store", **_SAFE}
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "5"
    return web.Response(status=error.status, text=f"{error}\n", headers=headers)
