"""The Faults tab over HTTP; the switches themselves are in switches.py."""

from aiohttp import web
from pydantic import BaseModel

from sandbox.control import switches
from sandbox.control.guard import Guard, Refused, read, told
from sandbox.control.switches import FaultDesk
from sandbox.faults import ALL


class _Press(BaseModel):
    on: bool = True
    bot: str = ALL


def routes(guard: Guard, desk: FaultDesk) -> list[web.RouteDef]:
    """`/sandbox/faults` and one route per switch."""

    async def show(request: web.Request) -> web.Response:
        return told(switches.describe(desk, _known(desk, request.query.get("bot", ALL))))

    async def press(request: web.Request) -> web.Response:
        wanted = await read(request, _Press)
        name = request.match_info["name"]
        if name == "mend":
            switches.mend(desk)
        elif not switches.press(desk, name, _known(desk, wanted.bot), on=wanted.on):
            raise Refused("There is no such switch.", 404)
        return told({"active": switches.count_active(desk)})

    return [
        web.get("/sandbox/faults", guard(show)),
        web.post("/sandbox/faults/{name}", guard(press)),
    ]


def _known(desk: FaultDesk, bot: str) -> str:
    if bot != ALL and bot not in desk.apps:
        raise Refused("There is no such bot.", 404)
    return bot
