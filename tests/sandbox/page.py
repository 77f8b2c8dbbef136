"""The page's side of the control API."""

from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox.control.stage import Stage
from sandbox.discord.scenes.guild_builder import Places


@dataclass(frozen=True, slots=True)
class Page:
    """Asks and acts as the page does."""

    stage: Stage
    session: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return self.stage.box.url

    @property
    def places(self) -> Places:
        return self.stage.box.places

    async def ask(self, path: str) -> Any:
        async with self.session.get(f"{self.url}/sandbox/{path}") as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def act(self, path: str, **body: Any) -> tuple[int, Any]:
        async with self.session.post(f"{self.url}/sandbox/{path}", json=body) as response:
            return response.status, await response.json()

    async def read(self, channel: str, person: str = "recruiter") -> list[str]:
        place, reader = self.places.channels[channel], self.places.people[person]
        told = await self.ask(f"channels/{place}/messages?as={reader}")
        return [message["content"] for message in told["messages"]]
