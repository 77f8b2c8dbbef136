"""The Bots tab: what the host and /healthz say of each instance, and the buttons."""

import signal
from dataclasses import asdict

from aiohttp import web

from sandbox.control.guard import Guard, Refused, told
from sandbox.control.health_probe import HealthProbe
from sandbox.discord.wire import Payload
from sandbox.hosting.hosted import HostedBot
from sandbox.hosting.supervisor import Supervisor

SHOWN_LINES = 80
_VERBS = ("start", "stop", "restart", "kill", "freeze", "thaw")


def routes(
    guard: Guard, supervisor: Supervisor, probe: HealthProbe, note: str
) -> list[web.RouteDef]:
    """`/sandbox/bots` and its buttons; `note` tells how this run differs from a real host."""

    async def show(_: web.Request) -> web.Response:
        instances = [bot for app in supervisor.apps for bot in supervisor.of(app)]
        return told({"bots": [_view(bot, probe) | {"limits": note} for bot in instances]})

    async def press(request: web.Request) -> web.Response:
        bot = supervisor.bots.get(request.match_info["name"])
        if bot is None:
            raise Refused("There is no such bot.", 404)
        await _do(bot, request.match_info["verb"])
        return told({})

    async def deploy(request: web.Request) -> web.Response:
        app = request.match_info["app"]
        if app not in supervisor.apps:
            raise Refused("There is no such bot.", 404)
        if not supervisor.begin_deploy(app):
            raise Refused(f"A deploy of {app} is under way already.", 409)
        return told({})

    return [
        web.get("/sandbox/bots", guard(show)),
        web.post(f"/sandbox/bots/{{name}}/{{verb:{'|'.join(_VERBS)}}}", guard(press)),
        web.post("/sandbox/deploys/{app}", guard(deploy)),
    ]


def _view(bot: HostedBot, probe: HealthProbe) -> Payload:
    report = bot.report()
    health = probe.last(bot.name)
    return asdict(report) | {
        "log": report.log[-SHOWN_LINES:],
        "health": asdict(health) if health else None,
        "history": probe.codes(bot.name),
    }


async def _do(bot: HostedBot, verb: str) -> None:
    match verb:
        case "start":
            bot.start()
        case "stop":
            await bot.stop()
        case "restart":
            bot.signal(signal.SIGTERM)
        case "freeze":
            bot.freeze()
        case "thaw":
            bot.thaw()
        case _:
            bot.signal(signal.SIGKILL)
