"""Embeds: their limits, what they must hold, and the addresses in them."""

from datetime import datetime

from sandbox.discord.forms.problems import Path, Problems
from sandbox.discord.wire import Json, Payload, as_object, as_objects

MOST_EMBEDS = 10
_MOST_FIELDS = 25
_MOST_TEXT = 6_000
_MOST_COLOUR = 0xFFFFFF
_PICTURES = ("http", "https", "attachment")
# One of these must be there, else there is nothing to show.
_SHOWN = ("title", "description", "fields", "author", "footer", "image", "thumbnail", "video")


def trimmed(embed: Payload) -> Payload:
    """The embed without blanks around its texts, and without what is null."""
    clean = {key: _trim(value) for key, value in embed.items() if value is not None}
    for part in ("author", "footer", "image", "thumbnail"):
        if part in clean:
            clean[part] = _trimmed_part(as_object(clean[part]))
    if "fields" in clean:
        clean["fields"] = [_trimmed_part(field) for field in as_objects(clean["fields"])]
    return clean


def _trimmed_part(part: Payload) -> Payload:
    return {key: _trim(value) for key, value in part.items() if value is not None}


def _trim(value: Json) -> Json:
    return value.strip() if isinstance(value, str) else value


def check(embeds: list[Payload], problems: Problems, at: Path) -> None:
    """Look at the (trimmed) embeds of one message."""
    problems.size(at, len(embeds), MOST_EMBEDS)
    for index, embed in enumerate(embeds):
        _check(embed, problems, (*at, index))
    if sum(len(text) for embed in embeds for text in texts(embed)) > _MOST_TEXT:
        words = f"Embed size exceeds maximum size of {_MOST_TEXT}"
        problems.add(at, "MAX_EMBED_SIZE_EXCEEDED", words)


def _check(embed: Payload, problems: Problems, at: Path) -> None:
    if not any(embed.get(key) for key in _SHOWN):
        problems.required((*at, "description"))
    problems.text((*at, "title"), embed.get("title"), 256)
    problems.text((*at, "description"), embed.get("description"), 4096)
    problems.url((*at, "url"), embed.get("url") or None)
    problems.number((*at, "color"), embed.get("color"), 0, _MOST_COLOUR)
    _check_date(embed.get("timestamp"), problems, (*at, "timestamp"))
    fields = as_objects(embed.get("fields"))
    problems.size((*at, "fields"), len(fields), _MOST_FIELDS)
    for index, field in enumerate(fields):
        place = (*at, "fields", index)
        problems.text((*place, "name"), field.get("name"), 256, required=True)
        problems.text((*place, "value"), field.get("value"), 1024, required=True)
    for part, text, most in (("author", "name", 256), ("footer", "text", 2048)):
        if part in embed:
            piece = as_object(embed[part])
            problems.text((*at, part, text), piece.get(text), most, required=True)
            problems.url((*at, part, "icon_url"), piece.get("icon_url") or None, _PICTURES)
            problems.url((*at, part, "url"), piece.get("url") or None)
    for part in ("image", "thumbnail"):
        if part in embed:
            address = as_object(embed[part]).get("url")
            problems.url((*at, part, "url"), address or None, _PICTURES)


def _check_date(value: Json, problems: Problems, at: Path) -> None:
    if value is None:
        return
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        words = f"Could not parse {value}. Should be ISO8601."
        problems.add(at, "DATE_TIME_TYPE_PARSE", words)


def texts(embed: Payload) -> list[str]:
    """All that an embed says."""
    said: list[Json] = [embed.get("title"), embed.get("description")]
    said.append(as_object(embed.get("author")).get("name"))
    said.append(as_object(embed.get("footer")).get("text"))
    for field in as_objects(embed.get("fields")):
        said += [field.get("name"), field.get("value")]
    return [text for text in said if isinstance(text, str)]
