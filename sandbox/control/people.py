"""What the page's person sees and does: reading, writing, pressing, reacting, slash commands."""

from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from sandbox.control.guard import Guard, Refused, read, told
from sandbox.control.views import world_view
from sandbox.discord.people.interactions import Asked
from sandbox.discord.people.person import Person
from sandbox.discord.simcord_door import DiscordError
from sandbox.discord.wire import Json
from sandbox.server import Sandbox

_ARCHIVED = 50083
_Id = Annotated[int, Field(ge=1)]


class Act(BaseModel):
    """Everything is done by someone."""

    model_config = ConfigDict(populate_by_name=True)
    person: _Id = Field(alias="as")


class _Say(Act):
    text: str = Field(min_length=1, max_length=2000)
    reply_to: _Id | None = None


class _React(Act):
    message: _Id
    emoji: str = Field(min_length=1, max_length=64)
    on: bool = True


class _Press(Act):
    message: _Id
    custom_id: str = Field(max_length=100)
    values: list[str] | None = Field(None, max_length=25)


class _Slash(Act):
    bot: str
    command: str
    options: dict[str, Json] = {}


class _Complete(_Slash):
    option: str
    typed: str = Field("", max_length=100)


class _Submit(Act):
    values: dict[str, Json] = {}


class _Rename(Act):
    name: str = Field(min_length=1, max_length=100)


class Room:
    """The people of one sandbox, and what they do."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box
        self._guild = box.world.backend.guilds[box.places.guild_id]

    def person(self, user_id: int | None) -> Person:
        """A member of the server; someone who isn't one becomes the recruiter."""
        if user_id is None or user_id not in self._guild.members:
            user_id = self._box.places.people["recruiter"]
        return Person(self._box.world, user_id)

    def _viewer(self, request: web.Request) -> Person:
        wanted = request.query.get("as", "")
        return self.person(int(wanted) if wanted.isdecimal() else None)

    # ------------------------------------------------------------------ seeing

    async def world(self, request: web.Request) -> web.Response:
        home = self._box.places.channels["commands"]
        wanted = request.query.get("channel", "")
        channel = int(wanted) if wanted.isdecimal() else home
        if channel not in self._box.world.backend.channels:
            channel = home
        viewer = self._viewer(request)
        return told(
            world_view(self._box.world, self._guild, viewer.id)
            | {"home_channel": str(home), "commands": viewer.commands(channel)}
        )

    async def messages(self, request: web.Request) -> web.Response:
        channel = _channel(request)
        if channel not in self._box.world.backend.channels:
            raise Refused("This channel is gone.", 404)
        return told({"messages": self._viewer(request).reads(channel)})

    # ------------------------------------------------------------------- doing

    async def say(self, request: web.Request) -> web.Response:
        wanted = await read(request, _Say)
        person = self.person(wanted.person)
        message = person.say(_channel(request), wanted.text, reply_to=wanted.reply_to)
        return told({"id": str(message)})

    async def react(self, request: web.Request) -> web.Response:
        wanted = await read(request, _React)
        person = self.person(wanted.person)
        do = person.react if wanted.on else person.unreact
        do(_channel(request), wanted.message, wanted.emoji)
        return told({})

    async def press(self, request: web.Request) -> web.Response:
        wanted = await read(request, _Press)
        person, where = self.person(wanted.person), (_channel(request), wanted.message)
        if wanted.values is None:
            asked = person.click(*where, wanted.custom_id)
        else:
            asked = person.select(*where, wanted.custom_id, wanted.values)
        return await _outcome(asked)

    async def submit(self, request: web.Request) -> web.Response:
        wanted = await read(request, _Submit)
        opened = int(request.match_info["interaction"])
        return await _outcome(self.person(wanted.person).submit(opened, wanted.values))

    async def rename(self, request: web.Request) -> web.Response:
        wanted = await read(request, _Rename)
        self.person(wanted.person).edit_thread(_channel(request), name=wanted.name)
        return told({})

    async def slash(self, request: web.Request) -> web.Response:
        wanted = await read(request, _Slash)
        self._need_bot(wanted.bot)
        person = self.person(wanted.person)
        try:
            asked = person.slash(_channel(request), wanted.bot, wanted.command, wanted.options)
        except DiscordError as error:
            if error.code != _ARCHIVED:
                raise
            raise Refused(
                "Discord runs no command in an archived thread. Say something here first, which "
                "opens it, or run the command in another channel.",
                409,
            ) from error
        return await _outcome(asked)

    async def complete(self, request: web.Request) -> web.Response:
        wanted = await read(request, _Complete)
        self._need_bot(wanted.bot)
        asked = self.person(wanted.person).complete(
            _channel(request),
            wanted.bot,
            wanted.command,
            wanted.option,
            wanted.typed,
            filled=wanted.options,
        )
        return told({"choices": (await asked.answer()).choices})

    def _need_bot(self, name: str) -> None:
        if name not in self._box.world.apps:
            raise Refused("There is no such bot.", 404)


async def _outcome(asked: Asked) -> web.Response:
    """Whether the bot answered in time, and the form that it opened, if it did."""
    answer = await asked.answer()
    return told({"id": str(asked.id), "answered": not answer.failed, "modal": answer.modal})


def routes(guard: Guard, room: Room) -> list[web.RouteDef]:
    """`/sandbox/world` and `/sandbox/channels/…`."""
    channel = r"/sandbox/channels/{channel:\d+}"
    return [
        web.get("/sandbox/world", guard(room.world)),
        web.get(f"{channel}/messages", guard(room.messages)),
        web.post(f"{channel}/say", guard(room.say)),
        web.post(f"{channel}/react", guard(room.react)),
        web.post(f"{channel}/press", guard(room.press)),
        web.post(f"{channel}/slash", guard(room.slash)),
        web.post(f"{channel}/complete", guard(room.complete)),
        web.post(f"{channel}/rename", guard(room.rename)),
        web.post(r"/sandbox/forms/{interaction:\d+}", guard(room.submit)),
    ]


def _channel(request: web.Request) -> int:
    return int(request.match_info["channel"])
