"""The store and every process's own way to it."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from sandbox.valkey.server import StoreServer
from sandbox.valkey.way import Way


class Store:
    """One server, and a `Way` for each process that asks for one."""

    def __init__(self, server: StoreServer, stack: AsyncExitStack) -> None:
        self.server = server
        self._stack = stack
        self._ways: dict[str, Way] = {}

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncGenerator["Store"]:
        """A running, empty store until the block ends. Raises StoreMissing and StoreFailed."""
        async with StoreServer.open() as server, AsyncExitStack() as stack:
            yield cls(server, stack)

    @property
    def ways(self) -> Mapping[str, Way]:
        """By the name of the process."""
        return self._ways

    async def way(self, name: str) -> Way:
        """This process's own way, made when it is first asked for."""
        if name not in self._ways:
            self._ways[name] = await self._stack.enter_async_context(Way.open(self.server.port))
        return self._ways[name]
