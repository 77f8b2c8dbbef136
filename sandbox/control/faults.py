"""The Faults tab over HTTP; the switches themselves are in `switches/`."""

from aiohttp import web
from pydantic import BaseModel

from sandbox.control.guard import Guard, Refused, read, told
from sandbox.control.store import StoreDesk
from sandbox.control.switches import board
from sandbox.control.switches.kinds import FaultDesk
from sandbox.discord.faults import ALL
from sandbox.valkey.server import StoreFailed


class _Press(BaseModel):
    on: bool = True
    bot: str = ALL


def routes(guard: Guard, desk: FaultDesk, store: StoreDesk | None) -> list[web.RouteDef]:
    """`/sandbox/faults` and one route per switch."""

    def count_active() -> int:
        return board.count_active(desk) + (store.count_active() if store else 0)

    async def show(request: web.Request) -> web.Response:
        groups = board.describe(desk, _known(desk, request.query.get("bot", ALL)))
        if store is not None:
            groups.append(store.describe())
        return told({"groups": groups, "active": count_active()})

    async def mend() -> None:
        board.mend(desk)
        if store is not None:
            await store.mend()

    async def press(request: web.Request) -> web.Response:
        wanted = await read(request, _Press)
        name = request.match_info["name"]
        bot = _known(desk, wanted.bot)
        try:
            if name == "mend":
                await mend()
            elif not board.press(desk, name, bot, on=wanted.on) and not (
                store is not None and await store.press(name, on=wanted.on)
            ):
                raise Refused("There is no such switch.", 404)
        except StoreFailed as failed:
            raise Refused(f"The store: {failed}", 502) from None
        return told({"active": count_active()})

    return [
        web.get("/sandbox/faults", guard(show)),
        web.post("/sandbox/faults/{name}", guard(press)),
    ]


def _known(desk: FaultDesk, bot: str) -> str:
    if bot != ALL and bot not in desk.apps:
        raise Refused("There is no such bot.", 404)
    return bot
