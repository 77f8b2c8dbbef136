"""The Bots tab: what the host and /healthz say of each bot, and the buttons."""

import signal
from dataclasses import asdict

from aiohttp import web

from sandbox.control.guard import Guard, Refused, told
from sandbox.control.health_probe import HealthProbe
from sandbox.discord.wire import Payload
from sandbox.supervisor import HostedBot, Supervisor

SHOWN_LINES = 80


def routes(
    guard: Guard, supervisor: Supervisor, probe: HealthProbe, note: str
) -> list[web.RouteDef]:
    """`/sandbox/bots` and its buttons; `note` tells how this run differs from a real host."""

    async def show(_: web.Request) -> web.Response:
        return told(
            {"bots": [_view(bot, probe) | {"limits": note} for bot in supervisor.bots.values()]}
        )

    async def press(request: web.Request) -> web.Response:
        bot = supervisor.bots.get(request.match_info["app"])
        if bot is None:
            raise Refused("There is no such bot.", 404)
        await _do(bot, request.match_info["verb"])
        return told({})

    return [
        web.get("/sandbox/bots", guard(show)),
        web.post("/sandbox/bots/{app}/{verb:start|stop|restart|kill}", guard(press)),
    ]


def _view(bot: HostedBot, probe: HealthProbe) -> Payload:
    report = bot.report()
    health = probe.last(bot.app)
    return asdict(report) | {
        "log": report.log[-SHOWN_LINES:],
        "health": asdict(health) if health else None,
        "history": probe.codes(bot.app),
    }


async def _do(bot: HostedBot, verb: str) -> None:
    match verb:
        case "start":
            bot.start()
        case "stop":
            await bot.stop()
        case "restart":
            bot.signal(signal.SIGTERM)
        case _:
            bot.signal(signal.SIGKILL)
