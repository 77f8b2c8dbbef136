"""The Tickets tab: what the ticket bot and the people around a ticket do."""

import re
from collections.abc import Callable
from enum import StrEnum

from aiohttp import web
from pydantic import Field

from sandbox.control.guard import Guard, Refused, read, told
from sandbox.control.people import Act, Room
from sandbox.control.views import tickets
from sandbox.discord.tickets.markers import CloseShape, Voice
from sandbox.discord.tickets.ticket_bot import Ticket
from sandbox.discord.wire import Payload
from sandbox.server import Sandbox
from sandbox.sheets.sample import WELCOMECREW_ID

_TAG_COLUMN = 1
_TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,9}")


class _Open(Act):
    kind: Ticket = Ticket.WELCOME
    private: bool = False
    decoy: bool = False
    quiet: bool = False


class _Change(Act):
    tag: str = Field("", max_length=10)
    shape: CloseShape = CloseShape.TEXT
    voice: Voice = Voice.BOT


class TicketDesk:
    """The ticket threads of one sandbox."""

    def __init__(self, box: Sandbox, room: Room) -> None:
        places = box.places
        welcome, promo = places.channels["welcome_tickets"], places.channels["promo_tickets"]
        self._box = box
        self._room = room
        self._parents = {welcome: "Welcome", promo: "Promo"}
        self._staff = box.person("admin")
        self._bot = box.tickets

    async def show(self, _: web.Request) -> web.Response:
        return told(
            {
                "kinds": _choices(Ticket),
                "shapes": _choices(CloseShape),
                "voices": _choices(Voice),
                "tags": self._known_tags(),
                "tickets": tickets(self._box.world, self._parents),
            }
        )

    async def open(self, request: web.Request) -> web.Response:
        wanted = await read(request, _Open)
        person = self._room.person(wanted.person)
        if wanted.quiet:
            return told({"id": str(self._bot.open_quiet(person, wanted.kind))})
        thread = self._bot.open(person, wanted.kind, private=wanted.private, decoy=wanted.decoy)
        return told({"id": str(thread)})

    async def change(self, request: web.Request) -> web.Response:
        wanted = await read(request, _Change)
        thread = int(request.match_info["thread"])
        channel = self._box.world.backend.channels.get(thread)
        if channel is None or channel.parent_id not in self._parents:
            raise Refused("That ticket is gone.", 404)
        person = self._room.person(wanted.person)
        verb = request.match_info["verb"]
        if verb == "close":
            self._name(thread, channel.name or "", wanted.tag.upper())
            self._bot.close(thread, person, wanted.shape, voice=wanted.voice)
        elif verb == "reopen":
            self._bot.reopen(thread, person)
        else:
            self._edits[verb](thread)
        return told({})

    def _name(self, thread: int, name: str, tag: str) -> None:
        if tag and not _TAG.fullmatch(tag):
            raise Refused("A tag is letters, digits and dashes.")
        if tag and not name.upper().endswith(f"-{tag}"):
            self._staff.edit_thread(thread, name=f"{name}-{tag}")

    @property
    def _edits(self) -> dict[str, Callable[[int], None]]:
        """What staff does to a thread by hand."""
        edit = self._staff.edit_thread
        return {
            "archive": lambda thread: edit(thread, archived=True),
            "unarchive": lambda thread: edit(thread, archived=False),
            "lock": lambda thread: edit(thread, locked=True),
            "unlock": lambda thread: edit(thread, locked=False),
            "delete": self._staff.delete_thread,
        }

    def _known_tags(self) -> list[str]:
        rows = self._box.sheets.rows(WELCOMECREW_ID, "clanlist")
        return sorted({row[_TAG_COLUMN] for row in rows[1:] if len(row) > _TAG_COLUMN})


def _choices(of: type[StrEnum]) -> list[Payload]:
    return [{"id": it.value, "label": it.value} for it in of]


def routes(guard: Guard, desk: TicketDesk) -> list[web.RouteDef]:
    """`/sandbox/tickets`."""
    verbs = "close|reopen|archive|unarchive|lock|unlock|delete"
    return [
        web.get("/sandbox/tickets", guard(desk.show)),
        web.post("/sandbox/tickets/open", guard(desk.open)),
        web.post(rf"/sandbox/tickets/{{thread:\d+}}/{{verb:{verbs}}}", guard(desk.change)),
    ]
