"""Threads and channels as they are opened and changed."""

from sandbox.discord.calls import Call
from sandbox.discord.forms.fields import known
from sandbox.discord.forms.problems import Problems
from sandbox.discord.wire import Json, Payload

_DURATIONS = (60, 1440, 4320, 10080)
_AT_MESSAGE = ("name", "auto_archive_duration", "rate_limit_per_user")
_OPENED = (*_AT_MESSAGE, "type", "invitable", "message", "applied_tags")
_CHANGED = (
    "name",
    "archived",
    "locked",
    "auto_archive_duration",
    "invitable",
    "rate_limit_per_user",
    "flags",
    "applied_tags",
)


def opened(call: Call) -> Json:
    """POST a thread under a channel, or a post in a forum."""
    return _opened(call.fields(), _OPENED)


def opened_at_message(call: Call) -> Json:
    """POST a thread at a message."""
    return _opened(call.fields(), _AT_MESSAGE)


def _opened(fields: Payload, names: tuple[str, ...]) -> Payload:
    body = known(fields, names)
    check({"name": None, **body})
    return body


def changed(call: Call) -> Json:
    """PATCH a thread; other channels have fields of their own."""
    body = call.fields()
    if call.world.backend.get_channel(call.id("channel_id")).is_thread:
        body = known(body, _CHANGED)
    check(body)
    return body


def check(body: Payload) -> None:
    """Refuse a wrong name, if there is one, and a wrong duration. Raises DiscordError."""
    problems = Problems()
    if "name" in body:
        problems.needs((), body, "name", 100)
    duration = body.get("auto_archive_duration")
    if duration is not None and duration not in _DURATIONS:
        words = f"Value must be one of {set(_DURATIONS)}."
        problems.add(("auto_archive_duration",), "BASE_TYPE_CHOICES", words)
    problems.raise_any()
