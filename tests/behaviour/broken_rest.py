"""REST calls of a simulated bot that break on their way, before or after Discord acted."""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from simcord.http.client import FakeHTTPClient, FakeWebhookAdapter


def cut() -> Exception:
    """A connection that was closed without an answer."""
    return aiohttp.ServerDisconnectedError()


def http_error(status: int, code: int = 0) -> discord.HTTPException:
    """Discord's answer with `status`."""
    response: Any = SimpleNamespace(status=status, reason="", headers={})
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = kinds.get(status, discord.DiscordServerError if status >= 500 else discord.HTTPException)
    return kind(response, {"code": code, "message": "so it is"})


@dataclass
class Break:
    """Breaks the next `times` calls of `method` whose path holds `part`."""

    method: str
    part: str
    times: int = 1
    after: bool = False
    """Discord acts, and only its answer is lost."""
    error: Callable[[], Exception] = cut
    seen: list[str] = field(default_factory=list[str])
    """Every call that matched, broken or not."""

    def matches(self, route: Any) -> bool:
        path = str(route.url).split("?")[0]
        if route.method != self.method or self.part not in path:
            return False
        self.seen.append(path)
        return len(self.seen) <= self.times


@contextmanager
def broken(*breaks: Break) -> Generator[None]:
    """For the length of the block, of every simulated bot; nonces are kept, as Discord does."""
    posted: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        for owner in (FakeHTTPClient, FakeWebhookAdapter):
            patch.setattr(owner, "request", _breaking(owner.request, breaks, posted))
        yield


def _breaking(request: Any, breaks: tuple[Break, ...], posted: dict[str, Any]) -> Any:
    async def breaking(self: Any, route: Any, *args: Any, **kwargs: Any) -> Any:
        hit = next((each for each in breaks if each.matches(route)), None)
        if hit is not None and not hit.after:
            raise hit.error()
        nonce = _nonce(kwargs)
        done = posted.get(nonce) or await request(self, route, *args, **kwargs)
        if nonce:
            posted[nonce] = done
        if hit is not None:
            raise hit.error()
        return done

    return breaking


def _nonce(sent: dict[str, Any]) -> str:
    forms = [part["value"] for part in sent.get("form") or () if part["name"] == "payload_json"]
    payload: Any = json.loads(forms[0]) if forms else sent.get("json")
    return str(payload.get("nonce") or "") if hasattr(payload, "get") else ""
