"""What is said of a question and of an answer. Pure."""

from collections.abc import Sequence
from typing import Final

from shared.config.secret import SECRET_ADDRESSES
from shared.setup.choices import Choice
from shared.setup.course import Course
from shared.setup.questions import Kind, Question

NOT_SHOWN: Final = "(set, not shown)"

_HOW_TO: Final[dict[Kind, Sequence[str]]] = {
    Kind.TOKEN: (
        "Open https://discord.com/developers/applications and choose or make your application.",
        "On its page Bot press Reset Token.",
        "What you paste here is not shown.",
    ),
    Kind.KEY: (
        "In https://console.cloud.google.com make a project, and enable Google Sheets API in it.",
        "Make a service account, and under Keys add a key of type JSON: that saves a file.",
        "Give the path of that file, or say paste to paste what is in it without showing it.",
    ),
    Kind.SPREADSHEET: ("Copy the address out of the browser, as it is.",),
}


def introduction(question: Question) -> list[str]:
    """What is asked for, and where it is found."""
    about = question.about[:1].upper() + question.about[1:]
    lines = ["", f"{about} ({question.variable})"]
    return [*lines, *(f"  {line}" for line in _HOW_TO.get(question.kind, ()))]


def prompt(question: Question, course: Course, choices: Sequence[Choice]) -> str:
    """What Enter would do, and the ways out."""
    value = course.value(question.field)
    ways: list[str] = []
    if value:
        ways.append(f"Enter keeps {shown(question, value, choices)}")
        if not question.required:
            ways.append(f"- for {question.default or 'none'}")
    elif not question.required:
        ways.append(f"Enter for {question.default or 'none'}")
    if course.asked:
        ways.append("back")
    how = ""
    if choices:
        how = "numbers or names" if question.many else "number or name"
    hint = f"[{', '.join(ways)}]" if ways else ""
    return "  " + " ".join(filter(None, (how, hint, "> ")))


def shown(question: Question, value: str, choices: Sequence[Choice] = ()) -> str:
    """A value for people's eyes: no secret, and things by name where they are known."""
    if question.secret or question.field in SECRET_ADDRESSES:
        return NOT_SHOWN
    labels = {choice.value: choice.label for choice in choices}
    if not labels:
        return value
    return ", ".join(labels.get(part, part) for part in value.replace(" ", ",").split(",") if part)
