"""How a ticket bot says that a ticket is closed, and what only sounds like it."""

from dataclasses import dataclass
from enum import StrEnum

from sandbox.discord.simcord_door import ComponentType
from sandbox.discord.wire import Payload

COMPONENTS_V2 = 1 << 15
LOADING = 1 << 7


class CloseShape(StrEnum):
    """How the words of a close marker are spread over the message."""

    TEXT = "text"
    SHOUTED = "shouted"
    DESCRIPTION = "description"
    FIELD = "field"
    TITLE_AND_FOOTER = "title and footer"
    # Components V2: no content and no embed at all.
    CONTAINER = "text in a container"
    SECTION = "text beside a button"


class Voice(StrEnum):
    """Who says it, and how it comes into the thread."""

    BOT = "the ticket bot"
    DEFERRED = "the ticket bot, in an answer that began empty"
    EDITED = "the ticket bot, by changing what it said before"
    WEBHOOK = "a webhook"
    STAFF = "the closer, by hand"


@dataclass(frozen=True, slots=True)
class Marker:
    """A close marker as a message: its text and what goes with it."""

    text: str
    embeds: tuple[Payload, ...] = ()
    components: tuple[Payload, ...] = ()

    @property
    def more(self) -> Payload:
        """What goes with the text; messages with a layout of components say so."""
        flags = COMPONENTS_V2 if self.components else 0
        return {"embeds": [*self.embeds], "components": [*self.components], "flags": flags}


def close_marker(shape: CloseShape, closer: str, mention: str) -> Marker:
    """The message that says who closed the ticket."""
    if shape is CloseShape.TEXT:
        return Marker(f"Ticket closed by {mention}")
    if shape is CloseShape.SHOUTED:
        return Marker(f"ticket CLOSED • By {closer}")
    if shape in (CloseShape.CONTAINER, CloseShape.SECTION):
        return Marker("", components=(_layout(shape, mention),))
    return Marker("", (_embed(shape, closer, mention),))


def _embed(shape: CloseShape, closer: str, mention: str) -> Payload:
    if shape is CloseShape.DESCRIPTION:
        return {"description": f"**Ticket closed** — by {mention}"}
    if shape is CloseShape.FIELD:
        return {"fields": [{"name": "Ticket Closed", "value": f"by {mention}"}]}
    return {"title": "Ticket Closed", "footer": {"text": f"Closed by {closer}"}}


def _layout(shape: CloseShape, mention: str) -> Payload:
    if shape is CloseShape.CONTAINER:
        inside = [text(f"**Ticket closed by** {mention}"), _buttons("transcript")]
        return {"type": ComponentType.CONTAINER, "components": inside}
    said = [text("## Ticket closed"), text(f"Closed by {mention}")]
    return {"type": ComponentType.SECTION, "components": said, "accessory": _button("reopen")}


def text(words: str) -> Payload:
    """A piece of text in a layout of components."""
    return {"type": ComponentType.TEXT_DISPLAY, "content": words}


def _buttons(*names: str) -> Payload:
    return {"type": ComponentType.ACTION_ROW, "components": [_button(name) for name in names]}


def _button(name: str) -> Payload:
    return {
        "type": ComponentType.BUTTON,
        "style": 2,
        "label": name.title(),
        "custom_id": f"ticket:{name}",
    }


# Sentences with the very words in them, none of which closes or reopens anything.
BOT_DECOYS = (
    "This ticket will be closed by a recruiter when you are placed.",
    "It won't be automatically reopened.",
    "Once reopened, a ticket keeps its number. Tickets can be closed by staff at any time.",
)
PEOPLE_DECOYS = (
    "My last clan was closed by its leader.",
    "Is it closed by now?",
    "The roster is closed by Friday, I was told.",
    "I hope this gets closed by a nice recruiter :)",
    "My friend's ticket was reopened yesterday.",
)
