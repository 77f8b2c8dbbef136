"""The REST wire by hand, where a library would hide what is sent."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from sandbox.discord.wire import Json, Payload
from sandbox.server import Sandbox


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is None without JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any

    def problem(self, *path: str | int) -> str:
        """The code of the first problem at this place of the form."""
        place = self.body["errors"]
        for step in path:
            place = place[str(step)]
        return place["_errors"][0]["code"]


class Api:
    """One bot's REST API."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session = session
        self._url = url
        self._headers = {"Authorization": f"Bot {token}"}

    async def post(self, path: str, /, **body: Json) -> Answer:
        """POST a JSON object."""
        return await self.call("POST", path, json=body)

    async def patch(self, path: str, /, **body: Json) -> Answer:
        """PATCH with a JSON object."""
        return await self.call("PATCH", path, json=body)

    async def call(self, method: str, path: str, **options: Any) -> Answer:
        """Any request, with aiohttp's options."""
        headers = {**self._headers, **options.pop("headers", {})}
        async with self._session.request(
            method, f"{self._url}/api/v10{path}", headers=headers, **options
        ) as response:
            is_json = "json" in response.headers.get("Content-Type", "")
            body: Payload | None = await response.json() if is_json else None
            return Answer(response.status, response.headers, body)


@pytest.fixture
async def api(box: Sandbox) -> AsyncIterator[Api]:
    """Clanmatch's API."""
    async with aiohttp.ClientSession() as session:
        yield Api(session, box.url, box.world.apps["clanmatch"].token)
