"""Application commands: names, descriptions, options and choices within Discord's limits."""

from sandbox.discord.calls import Call
from sandbox.discord.forms.fields import known, repeated
from sandbox.discord.forms.problems import Path, Problems
from sandbox.discord.simcord_door import AppCommandType, DiscordError, OptionType
from sandbox.discord.wire import Json, Payload, as_object, as_objects

_CHAT, _ENTRY_POINT = AppCommandType.CHAT_INPUT, 4
_SUBCOMMANDS = (OptionType.SUBCOMMAND, OptionType.SUBCOMMAND_GROUP)
_MOST_COMMANDS, _MOST_OPTIONS, _MOST_CHOICES = 100, 25, 25
_MOST_SIZE = 8_000
# What simcord keeps. No permissions at all and no description are said with null and "".
_FIELDS = (
    "name",
    "description",
    "type",
    "options",
    "default_member_permissions",
    "dm_permission",
    "contexts",
    "integration_types",
    "name_localizations",
    "description_localizations",
)


def replaced(call: Call) -> Json:
    """PUT the whole list of a scope."""
    listed = [known(item, _FIELDS) for item in as_objects(call.body)]
    problems = Problems()
    for index, command in enumerate(listed):
        _check(command, problems, (index,))
    names = [(command.get("name"), command.get("type", _CHAT)) for command in listed]
    for index in repeated(names):
        words = "Application command names must be unique"
        problems.add((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", words)
    problems.raise_any()
    if sum(kind == _CHAT for _, kind in names) > _MOST_COMMANDS:
        words = f"Maximum number of application commands reached ({_MOST_COMMANDS})"
        raise DiscordError(400, 30032, words)
    if "guild_id" not in call.args and _ENTRY_POINT not in {kind for _, kind in names}:
        _need_no_entry_point(call)
    return listed


def _need_no_entry_point(call: Call) -> None:
    """The command that opens an Activity goes by itself only, never with an overwritten list."""
    if any(kind == _ENTRY_POINT for _, kind in call.app.commands.get(None, {})):
        raise DiscordError(400, 50240, "The list leaves out the Entry Point command")


def made(call: Call) -> Json:
    """POST one command."""
    command, problems = known(call.fields(), _FIELDS), Problems()
    _check(command, problems, ())
    problems.raise_any()
    return command


def changed(call: Call) -> Json:
    """PATCH one command: what isn't there stays as it is."""
    command, problems = known(call.fields(), _FIELDS), Problems()
    if "name" in command:
        _check_name(command, problems, ())
    if "description" in command:
        problems.needs((), command, "description", 100)
    _check_options(as_objects(command.get("options")), problems, ("options",))
    problems.raise_any()
    return command


def _check(command: Payload, problems: Problems, at: Path) -> None:
    _check_name(command, problems, at)
    if command.get("type", _CHAT) == _CHAT:
        problems.needs(at, command, "description", 100)
    _check_options(as_objects(command.get("options")), problems, (*at, "options"))
    if _size(command) > _MOST_SIZE:
        words = f"Command exceeds maximum size ({_MOST_SIZE})"
        problems.add(at, "APPLICATION_COMMAND_TOO_LARGE", words)


def _check_name(thing: Payload, problems: Problems, at: Path, *, of_option: bool = False) -> None:
    """Of a command, or of one of its options; menus of users and messages may have any letters."""
    problems.needs(at, thing, "name", 32)
    typed = of_option or thing.get("type", _CHAT) in (_CHAT, _ENTRY_POINT)
    name = thing.get("name")
    if typed and isinstance(name, str) and name and not _is_command_name(name):
        words = "Command name is invalid"
        problems.add((*at, "name"), "APPLICATION_COMMAND_INVALID_NAME", words)


def _is_command_name(name: str) -> bool:
    """Letters and digits of any script, `-`, `_`, `'`; small letters where there are such."""
    return name == name.lower() and all(
        char.isalnum() or char in "-_'" or _is_vowel_sign(char) for char in name
    )


def _is_vowel_sign(char: str) -> bool:
    """Of Devanagari or Thai: marks to Unicode, letters to Discord."""
    return "\u0900" <= char <= "\u097f" or "\u0e00" <= char <= "\u0e7f"


def _check_options(options: list[Payload], problems: Problems, at: Path) -> None:
    problems.size(at, len(options), _MOST_OPTIONS)
    for index in repeated([option.get("name") for option in options]):
        words = "Option names must be unique"
        problems.add((*at, index, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED", words)
    may_be_left_out = False
    for index, option in enumerate(options):
        place = (*at, index)
        _check_name(option, problems, place, of_option=True)
        problems.needs(place, option, "description", 100)
        if option.get("required") and may_be_left_out:
            words = "Required options must be placed before non-required options"
            problems.add(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words)
        may_be_left_out |= not option.get("required") and option.get("type") not in _SUBCOMMANDS
        _check_choices(option, problems, place)
        _check_options(as_objects(option.get("options")), problems, (*place, "options"))


def _check_choices(option: Payload, problems: Problems, at: Path) -> None:
    choices = as_objects(option.get("choices"))
    problems.size((*at, "choices"), len(choices), _MOST_CHOICES)
    if choices and option.get("autocomplete"):
        words = "An option with choices has no suggestions"
        problems.add((*at, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_AND_CHOICES", words)
    for index, choice in enumerate(choices):
        place = (*at, "choices", index)
        problems.needs(place, choice, "name", 100)
        if option.get("type") == OptionType.STRING:
            problems.needs(place, choice, "value", 100)
        elif choice.get("value") is None:
            problems.required((*place, "value"))


def _size(command: Payload) -> int:
    """Letters of names, descriptions and values of a command and all in it.

    Of a text with translations only the longest counts.
    """
    size = _longest(command, "name") + _longest(command, "description")
    size += sum(map(_size, as_objects(command.get("options"))))
    for choice in as_objects(command.get("choices")):
        size += _longest(choice, "name") + len(str(choice.get("value", "")))
    return size


def _longest(thing: Payload, key: str) -> int:
    translations = as_object(thing.get(f"{key}_localizations")).values()
    return max(len(str(text)) for text in (thing.get(key) or "", *translations))
