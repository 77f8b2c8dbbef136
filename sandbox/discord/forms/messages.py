"""Messages as they are sent, edited, or given as an answer to an interaction."""

from sandbox.discord.calls import Call
from sandbox.discord.forms import components, embeds
from sandbox.discord.forms.fields import known
from sandbox.discord.forms.problems import Path, Problems, empty_message
from sandbox.discord.simcord_door import CallbackType, DiscordError, Interaction, Message
from sandbox.discord.wire import Json, Payload, as_object, as_objects

_COMMON = ("content", "embeds", "components", "flags", "allowed_mentions", "attachments", "poll")
_SENT = (*_COMMON, "tts", "nonce", "enforce_nonce", "message_reference", "sticker_ids")
_BY_WEBHOOK = (*_COMMON, "tts", "username", "avatar_url", "thread_name", "applied_tags")
_FILLS = ("content", "embeds", "components", "attachments", "poll", "sticker_ids")
_EMPTIES: dict[str, Json] = {"content": "", "embeds": [], "components": []}
_FORWARD = 1
_MOST_TEXT, _MOST_NONCE, _MOST_CHOICES = 2_000, 25, 25
_ANSWERABLE = (0, 19, 20, 23, 24)


def sent(call: Call) -> Json:
    """POST a message: what it holds, and what it replies to."""
    body, problems = known(call.fields(), _SENT), Problems()
    if (nonce := body.get("nonce")) is not None:
        problems.size(("nonce",), len(str(nonce)), _MOST_NONCE)
    body = _checked(call, body, problems, ())
    reference = as_object(body.get("message_reference"))
    if reference and reference.get("type", 0) != _FORWARD:
        body = _with_reply(call, body, reference, problems)
    problems.raise_any()
    if not _says_something(call, body) and reference.get("type") != _FORWARD:
        raise empty_message()
    return body


def edited(call: Call) -> Json:
    """PATCH a message: null empties a part, but something must be left."""
    body = _change(call)
    message = call.world.backend.get_message(call.id("channel_id"), call.id("message_id"))
    _leave_something(call, message, body)
    return body


def answer_edited(call: Call) -> Json:
    """PATCH an answer to an interaction, or a follow-up: as any other message."""
    body = _change(call)
    record, wanted = _asked(call), call.args.get("message_id")
    if record is not None:
        message_id = record.message_id if wanted == "@original" else call.id("message_id")
        _leave_something(call, _shown(call, record, message_id), body)
    return body


def _change(call: Call) -> Payload:
    problems = Problems()
    body = _checked(call, _edit(call.fields()), problems, ())
    problems.raise_any()
    return body


def _asked(call: Call) -> Interaction | None:
    """The interaction whose token is in the path."""
    backend = call.world.backend
    return backend.interactions.get(backend.interaction_tokens.get(call.args["token"], 0))


def _shown(call: Call, record: Interaction, message_id: int | None) -> Message | None:
    """The message if it is there; whose it is, is not this file's question."""
    return call.world.backend.messages.get(record.channel_id, {}).get(message_id or 0)


def _leave_something(call: Call, message: Message | None, body: Payload) -> None:
    if message is None or message.stickers:
        return
    before: Payload = {name: getattr(message, name, None) for name in _FILLS}
    if not _says_something(call, {**before, **body}):
        raise empty_message()


def followed_up(call: Call) -> Json:
    """POST to a webhook, most of all a follow-up to an interaction."""
    problems = Problems()
    body = _checked(call, known(call.fields(), _BY_WEBHOOK), problems, ())
    problems.raise_any()
    if not _says_something(call, body):
        raise empty_message()
    return body


def answered(call: Call) -> Json:
    """POST the first answer to an interaction; its message is under `data`."""
    body, problems = {k: v for k, v in call.fields().items() if k in ("type", "data")}, Problems()
    kind, data = body.get("type"), as_object(body.get("data"))
    if not isinstance(kind, int):
        problems.required(("type",))
    if kind == CallbackType.CHANNEL_MESSAGE_WITH_SOURCE:
        data = _checked(call, known(data, _SENT), problems, ("data",))
    elif kind == CallbackType.UPDATE_MESSAGE:
        data = _checked(call, _edit(data), problems, ("data",))
    elif kind == CallbackType.APPLICATION_COMMAND_AUTOCOMPLETE_RESULT:
        _check_choices(as_objects(data.get("choices")), problems)
    problems.raise_any()
    if kind == CallbackType.CHANNEL_MESSAGE_WITH_SOURCE and not _says_something(call, data):
        raise empty_message()
    if kind == CallbackType.UPDATE_MESSAGE and (record := _asked(call)) is not None:
        _leave_something(call, _shown(call, record, record.source_message_id), data)
    return {**body, "data": data}


def _edit(body: Payload) -> Payload:
    kept = {name: body[name] for name in _COMMON if name in body}
    emptied = {name: _EMPTIES.get(name) if value is None else value for name, value in kept.items()}
    return {name: value for name, value in emptied.items() if value is not None}


def _checked(call: Call, body: Payload, problems: Problems, at: Path) -> Payload:
    problems.text((*at, "content"), body.get("content"), _MOST_TEXT)
    if isinstance(body.get("content"), str):
        body = {**body, "content": body["content"].strip()}
    for name in ("embeds", "components"):
        if not isinstance(body.get(name, []), list):
            words = "Only iterables may be used in a ListType"
            problems.add((*at, name), "LIST_TYPE_CONVERT", words)
            return body
    if "embeds" in body:
        body = {**body, "embeds": [embeds.trimmed(item) for item in as_objects(body["embeds"])]}
        embeds.check(body["embeds"], problems, (*at, "embeds"))
    if "components" in body:
        knows = call.world.backend.knows_emoji
        listed = as_objects(body["components"])
        components.check(listed, problems, (*at, "components"), knows)
    return body


def _with_reply(call: Call, body: Payload, reference: Payload, problems: Problems) -> Payload:
    """The body with its reply as it will be: to a message that is gone only if that was allowed."""
    backend, channel_id = call.world.backend, call.id("channel_id")
    target = str(reference.get("message_id", ""))
    if not backend.allowed(call.user_id, channel_id, "read_message_history"):
        words = "Cannot reply without permission to read message history"
        raise DiscordError(403, 160002, words)
    found = backend.messages[channel_id].get(int(target)) if target.isdecimal() else None
    place = ("message_reference",)
    if found is None and reference.get("fail_if_not_exists", True):
        problems.add(place, "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
    elif found is None:
        return {key: value for key, value in body.items() if key != "message_reference"}
    elif int(found.type) not in _ANSWERABLE:
        words = "Cannot reply to a system message"
        problems.add(place, "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", words)
    return {**body, "message_reference": known(reference, _REFERENCE)}


_REFERENCE = ("type", "message_id", "channel_id", "guild_id", "fail_if_not_exists")


def _says_something(call: Call, body: Payload) -> bool:
    return bool(call.files) or any(body.get(name) for name in _FILLS)


def _check_choices(choices: list[Payload], problems: Problems) -> None:
    at = ("data", "choices")
    problems.size(at, len(choices), _MOST_CHOICES)
    for index, choice in enumerate(choices):
        problems.needs((*at, index), choice, "name", 100)
        if isinstance(value := choice.get("value"), str):
            problems.size((*at, index, "value"), len(value), 100)


def deleted_together(call: Call) -> Json:
    """POST bulk-delete: 2 to 100 different ids."""
    ids: list[Json] = call.fields().get("messages") or []
    problems, at = Problems(), ("messages",)
    problems.size(at, len(ids), 100, 2)
    if len({str(item) for item in ids}) != len(ids):
        problems.add(at, "LIST_TYPE_UNIQUE", "Values must be unique.")
    problems.raise_any()
    return {"messages": ids}
