"""Where in the questions somebody is, and which one comes next. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from shared.immutable import immutable
from shared.setup.questions import Kind, Question


@immutable
class Course:
    """What is answered so far."""

    values: Mapping[str, str]
    """By field, as the variable would hold it: first those of the file, then the answers."""
    asked: tuple[str, ...] = ()
    """The fields that a person has answered for, the last one last."""
    wanted: tuple[str, ...] = ()
    """Fields that nobody has to answer for, and somebody wants to."""

    def value(self, name: str) -> str:
        """Empty where nothing is set."""
        return self.values.get(name, "")

    def answered(self, name: str, value: str) -> "Course":
        """With one answer more; an empty one leaves the variable to its default."""
        others = {field: held for field, held in self.values.items() if field != name}
        values = {**others, name: value} if value else others
        return replace(self, values=values, asked=(*self.asked, name))

    def back(self) -> "Course":
        """Before the last answer, which stays as what is offered."""
        return replace(self, asked=self.asked[:-1])

    def wanting(self, names: Iterable[str]) -> "Course":
        """These are to be asked for as well, again if they were before."""
        names = tuple(names)
        others = tuple(each for each in self.wanted if each not in names)
        asked = tuple(each for each in self.asked if each not in names)
        return replace(self, asked=asked, wanted=others + names)


@immutable
class Facts:
    """What was found meanwhile, as far as it decides what is asked."""

    fixed: frozenset[str] = frozenset()
    """Fields whose variables the environment sets: it goes before the file."""
    servers: int = 0
    tabs: Sequence[str] | None = None
    """Of the spreadsheet, once it was opened."""
    made: frozenset[str] = frozenset()
    """Fields of tabs that the bot makes where they are missing."""
    problems: Mapping[str, str] = field(default_factory=dict[str, str])
    """What is wrong with the values, by field."""


def next_question(questions: Sequence[Question], course: Course, facts: Facts) -> Question | None:
    """The first one that needs an answer and has none; None when it is enough."""
    open_ones = [
        each
        for each in questions
        if each.field not in course.asked and each.field not in facts.fixed
    ]
    for each in open_ones:
        if _needs_answer(each, course, facts):
            return each
    wanted = {each.field: each for each in open_ones}
    return next((wanted[name] for name in course.wanted if name in wanted), None)


def _needs_answer(question: Question, course: Course, facts: Facts) -> bool:
    if question.required or question.field in facts.problems:
        return True
    if question.kind is Kind.SERVER:
        return facts.servers > 1
    if question.kind is Kind.TAB and facts.tabs is not None and question.field not in facts.made:
        value = course.value(question.field) or question.default
        return value.casefold() not in {tab.casefold() for tab in facts.tabs}
    return False
