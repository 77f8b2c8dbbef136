"""Leads a person through the questions, and gives back the text of the file that comes of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from shared.config.load import texts_in
from shared.immutable import immutable
from shared.setup.answers import Word, agreed, meaning
from shared.setup.bot import NewBot
from shared.setup.choices import Choice, Several, listed, picked
from shared.setup.course import Course, Facts, next_question
from shared.setup.env_text import Change
from shared.setup.keys import as_one_word, key_in_lines
from shared.setup.offers import Offers
from shared.setup.questions import CHOSEN_ON_DISCORD, Kind, Question, questions
from shared.setup.terminal import Terminal
from shared.setup.trials import Trials
from shared.setup.words import introduction, prompt, shown

_PASTE: Final = "paste"


@immutable
class Sources:
    """Where values come from, as `Settings.load` reads them: by variable in small letters."""

    environment: Mapping[str, str]
    file: Mapping[str, str]


class Interview:
    """From the first question to the list of changes; nothing is written here."""

    def __init__(
        self, bot: NewBot[Any], sources: Sources, *, terminal: Terminal, trials: Trials
    ) -> None:
        self._bot = bot
        self._terminal = terminal
        self._trials = trials
        self._offers = Offers(bot, trials)
        self._questions = questions(bot.settings)
        self._before = texts_in(bot.settings, sources.file)
        self._fixed = frozenset(texts_in(bot.settings, sources.environment))
        self._course = Course(texts_in(bot.settings, sources.environment, sources.file))

    def want(self, values: Mapping[str, str]) -> None:
        """Ask for these as well, and offer these values."""
        for name, value in values.items():
            self._course = Course({**self._course.values, name: value}).wanting([name])

    def changes(self, file: Path) -> list[Change] | None:
        """What is to be written; None if nothing is. Raises EOFError, KeyboardInterrupt."""
        self._say_what_is_fixed()
        while True:
            question = next_question(self._questions, self._course, self._facts())
            if question is not None:
                self._ask(question)
            elif not self._more_is_wanted():
                match self._decide(file):
                    case Word.BACK:
                        continue
                    case Word.SKIP:
                        return None
                    case _:
                        return self._differences()

    # --- one question ---------------------------------------------------------------------------

    def _ask(self, question: Question) -> None:
        values = self._course.values
        choices = self._offers.choices(question, values)
        self._terminal.say(*introduction(question), *self._offers.hints(question, values, choices))
        if (problem := self._problems(self._course).get(question.field)) and values.get(
            question.field
        ):
            self._terminal.say(f"  {question.variable}: {problem}.")
        self._terminal.say(*listed(choices))
        while True:
            answer = self._answer(question, choices)
            if answer is Word.BACK:
                self._course = self._course.back()
                return
            if isinstance(answer, str) and self._is_taken(question, answer):
                self._course = self._course.answered(question.field, answer)
                return

    def _answer(self, question: Question, choices: Sequence[Choice]) -> Word | str | None:
        """A value as the variable would hold it, or BACK; None after saying what won't do."""
        is_hidden = question.secret and question.kind is not Kind.KEY  # a path may be seen
        ask = self._terminal.ask_hidden if is_hidden else self._terminal.ask
        line = ask(prompt(question, self._course, choices))
        match meaning(line):
            case Word.BACK if self._course.asked:
                return Word.BACK
            case Word.BACK:
                self._terminal.say("  This is the first question.")
            case Word.KEEP:
                return self._course.value(question.field)
            case Word.CLEAR if not question.required:
                return ""
            case Word():
                self._terminal.say("  This one is needed.")
            case str(text):
                return self._read(question, text, choices)
        return None

    def _read(self, question: Question, text: str, choices: Sequence[Choice]) -> str | None:
        if question.kind is Kind.KEY:
            return self._key(question, text)
        try:
            if choices or question.kind in CHOSEN_ON_DISCORD:
                chosen = picked(text, choices, many=question.many)
                self._terminal.say(f"  {', '.join(each.label for each in chosen)}")
                return ",".join(each.value for each in chosen)
        except Several as several:
            self._terminal.say(f"  {several}:", *listed(choices, several.numbers))
            return None
        except ValueError as error:
            self._terminal.say(f"  {str(error)[:1].upper()}{str(error)[1:]}.")
            return None
        return text

    def _key(self, question: Question, text: str) -> str | None:
        lines = [text]
        if text.casefold() == _PASTE:
            self._terminal.say("  Paste it now; end with an empty line if nothing happens.")
            lines = [self._terminal.ask_hidden("  > ")]
        try:
            while (account := key_in_lines(lines)) is None:
                lines.append(self._terminal.ask_hidden(""))
        except ValueError as error:
            self._terminal.say(f"  {question.variable}: {error}.")
            return None
        finally:
            self._terminal.forget_typed_ahead()
        return as_one_word(account)

    def _is_taken(self, question: Question, value: str) -> bool:
        """Whether it will do: by the settings' own rules, and tried where it can be tried."""
        candidate = self._course.answered(question.field, value)
        problem = self._problems(candidate).get(question.field)
        if problem is not None:
            self._terminal.say(f"  {question.variable}: {problem}.")
            return False
        match question.kind:
            case Kind.TOKEN:
                return self._trials.of_token(candidate.values)
            case Kind.SPREADSHEET:
                return self._trials.of_sheet(candidate.values)
            case Kind.KEY if "google_sheet_id" in self._fixed:
                return self._trials.of_sheet(candidate.values)
            case _:
                return True

    # --- what is known --------------------------------------------------------------------------

    def _facts(self) -> Facts:
        discord, sheet = self._trials.discord, self._trials.sheet
        return Facts(
            fixed=self._fixed,
            servers=len(discord.servers) if discord else 0,
            tabs=sheet.tabs if sheet else None,
            made=self._bot.makes_tabs,
            problems=self._problems(self._course),
        )

    def _problems(self, course: Course) -> Mapping[str, str]:
        return self._bot.settings.read(course.values)[1]

    def _say_what_is_fixed(self) -> None:
        """Of the environment's variables, those that are tried are tried at once."""
        fixed = [each for each in self._questions if each.field in self._fixed]
        if not fixed:
            return
        names = ", ".join(each.variable for each in fixed)
        self._terminal.say(
            f"Set in the environment, which counts before the file, so not asked for: {names}."
        )
        for each in fixed:
            if each.kind is Kind.TOKEN or (
                each.kind is Kind.SPREADSHEET and "gspread_credentials" in self._fixed
            ):
                self._is_taken(each, self._course.value(each.field))

    # --- the end --------------------------------------------------------------------------------

    def _more_is_wanted(self) -> bool:
        """Whether somebody chose settings that nobody has to set, or went back."""
        free = [
            each for each in self._questions if not each.required and each.field not in self._fixed
        ]
        groups: dict[str, list[Question]] = {}
        usual = [each for each in free if each.field in self._bot.usual]
        if usual:
            names = ", ".join(each.variable for each in usual)
            groups[f"what nearly everybody sets: {names}"] = usual
        for each in free:
            groups.setdefault(each.group, []).append(each)
        self._terminal.say("", "Everything that is required is there. What else can be set:")
        menu = [
            Choice(title, f"{title[:1].upper()}{title[1:]} ({len(members)})")
            for title, members in groups.items()
        ]
        chosen = self._menu(
            menu, "a number to see its settings, Enter to leave them, back", many=False
        )
        if not isinstance(chosen, list):
            return chosen is Word.BACK
        members = groups[chosen[0].value]
        if members is usual:
            self._course = self._course.wanting(each.field for each in members)
            return True
        values = [
            Choice(each.field, f"{each.variable}: {each.about}", self._now(each))
            for each in members
        ]
        chosen = self._menu(values, "numbers to set, Enter to leave them", many=True)
        if isinstance(chosen, list):
            self._course = self._course.wanting(each.value for each in chosen)
        return True

    def _menu(self, choices: Sequence[Choice], ways: str, *, many: bool) -> list[Choice] | Word:
        self._terminal.say(*listed(choices))
        while True:
            match meaning(self._terminal.ask(f"  [{ways}] > ")):
                case Word.BACK:
                    self._course = self._course.back()
                    return Word.BACK
                case Word() as word:
                    return word
                case str(text):
                    try:
                        return picked(text, choices, many=many)
                    except ValueError as error:
                        self._terminal.say(f"  {error}.")

    def _now(self, question: Question) -> str:
        value = self._course.value(question.field)
        return f"now {shown(question, value)}" if value else f"default {question.default or 'none'}"

    def _decide(self, file: Path) -> Word | None:
        """None to write, BACK, or SKIP to leave everything as it was."""
        changes = self._differences()
        if not changes:
            self._terminal.say("", f"Nothing is to be changed in {file.absolute()}.")
            return None
        values = self._course.values
        by_names = {each.names: each for each in self._questions}
        self._terminal.say("", f"This goes into {file.absolute()}; all else in it stays as it is:")
        for change in changes:
            question = by_names[change.names]
            value = shown(question, change.value, self._offers.choices(question, values))
            self._terminal.say(f"  {question.variable}: {value or 'no longer set'}")
        while True:
            line = self._terminal.ask("  [Enter or yes to write it, no, back] > ")
            if meaning(line) is Word.BACK:
                self._course = self._course.back()
                return Word.BACK
            try:
                return None if agreed(line) else Word.SKIP
            except ValueError as error:
                self._terminal.say(f"  {error}.")

    def _differences(self) -> list[Change]:
        return [
            Change(each.names, self._course.value(each.field))
            for each in self._questions
            if each.field not in self._fixed
            and self._course.value(each.field) != self._before.get(each.field, "")
        ]
