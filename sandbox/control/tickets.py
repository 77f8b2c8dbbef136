"""The Tickets tab."""

from aiohttp import web

from sandbox.control.guard import Guard, told
from sandbox.control.views import tickets
from sandbox.server import Sandbox


def routes(guard: Guard, box: Sandbox) -> list[web.RouteDef]:
    """`/sandbox/tickets`."""
    parents = {
        box.places.channels["welcome_tickets"]: "Welcome",
        box.places.channels["promo_tickets"]: "Promo",
    }

    async def show(_: web.Request) -> web.Response:
        return told({"kinds": [], "tags": [], "tickets": tickets(box.world, parents)})

    return [web.get("/sandbox/tickets", guard(show))]
