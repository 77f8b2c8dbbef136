"""What is wrong with a form, place by place, told as Discord tells it: nested, with codes."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from sandbox.discord.simcord_door import DiscordError
from sandbox.discord.wire import Json, Payload

Path = tuple[str | int, ...]
INVALID_FORM, EMPTY_MESSAGE = 50035, 50006
_EMPTY = "Cannot send an empty message"
_PREFIX = "Invalid Form Body: "
_URL_LENGTH = 2048


class Problems:
    """Collects; `raise_any` refuses the form with all that was found."""

    def __init__(self) -> None:
        self._errors: Payload = {}

    def add(self, path: Path, code: str, words: str) -> None:
        place = self._errors
        for step in path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": code, "message": words})

    def required(self, path: Path) -> None:
        """Nothing is there, or only blanks."""
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def size(self, path: Path, size: int, most: int, least: int = 0) -> None:
        """Refuse a text or list that is too long or too short."""
        if least <= size <= most:
            return
        if least:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        else:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")

    def number(self, path: Path, value: Json, least: int, most: int) -> None:
        """Refuse what is no whole number between these; None is left to others."""
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, int):
            self.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif value < least:
            words = f"int value should be greater than or equal to {least}."
            self.add(path, "NUMBER_TYPE_MIN", words)
        elif value > most:
            self.add(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")

    def text(
        self, path: Path, value: Json, most: int, *, least: int = 0, required: bool = False
    ) -> None:
        """Refuse what is no text of this length (blanks around it don't count)."""
        if value is None or (isinstance(value, str) and not value.strip() and (required or least)):
            if required:
                self.required(path)
            elif value is not None:
                self.size(path, 0, most, least)
        elif not isinstance(value, str):
            self.add(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
        else:
            self.size(path, len(value.strip()), most, least)

    def needs(self, path: Path, thing: Payload, name: str, most: int) -> None:
        """Refuse a thing without this text, or with one that is too long."""
        self.text((*path, name), thing.get(name), most, least=1, required=True)

    def url(self, path: Path, value: Json, schemes: Iterable[str] = ("http", "https")) -> None:
        """Refuse what is no address of these schemes; None is left to others."""
        if value is None:
            return
        allowed = tuple(schemes)
        self.size(path, len(str(value)), _URL_LENGTH)
        try:
            parts = urlsplit(str(value))
        except ValueError:
            self.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
            return
        if parts.scheme not in allowed:
            words = f"Scheme {parts.scheme!r} must be one of {allowed}."
            self.add(path, "URL_TYPE_INVALID_SCHEME", words)
        elif not parts.netloc or any(char.isspace() for char in str(value)):
            self.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")

    def raise_any(self) -> None:
        """Raise DiscordError when something was found."""
        if self._errors:
            raise DiscordError(400, INVALID_FORM, "Invalid Form Body", errors=self._errors)


def nested(error: DiscordError) -> DiscordError:
    """Simcord tells a form's problem in its message: Discord would nest it."""
    if error.code != INVALID_FORM or error.errors is not None:
        return error
    words = error.message.removeprefix(_PREFIX)
    if words == _EMPTY:
        return empty_message()
    problem = {"code": "INVALID_FORM_BODY", "message": words}
    return DiscordError(400, INVALID_FORM, "Invalid Form Body", errors={"_errors": [problem]})


def empty_message() -> DiscordError:
    """A message without text, embeds, files, components, stickers or a poll."""
    return DiscordError(400, EMPTY_MESSAGE, _EMPTY)
