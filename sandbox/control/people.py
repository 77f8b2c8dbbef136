"""What the page's person sees and does: reading, writing, pressing, reacting, slash commands."""

from aiohttp import web

from sandbox.control.guard import Guard, Refused, told
from sandbox.control.views import Viewer
from sandbox.server import Sandbox


class _Room:
    """The routes of one sandbox."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box
        self._guild = next(iter(box.world.backend.guilds.values()))

    def viewer(self, request: web.Request) -> Viewer:
        wanted = request.query.get("as", "")
        known = wanted.isdecimal() and int(wanted) in self._guild.members
        user_id = int(wanted) if known else self._box.places.people["recruiter"]
        return Viewer(self._box.world, self._guild, user_id)

    async def world(self, request: web.Request) -> web.Response:
        return told(self.viewer(request).world_view())

    async def messages(self, request: web.Request) -> web.Response:
        messages = self.viewer(request).messages(int(request.match_info["channel"]))
        if messages is None:
            raise Refused("This channel can't be seen from here.", 404)
        return told({"messages": messages})


def routes(guard: Guard, box: Sandbox) -> list[web.RouteDef]:
    """`/sandbox/world` and `/sandbox/channels/…`."""
    room = _Room(box)
    return [
        web.get("/sandbox/world", guard(room.world)),
        web.get(r"/sandbox/channels/{channel:\d+}/messages", guard(room.messages)),
    ]
