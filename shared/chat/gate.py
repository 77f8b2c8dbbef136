"""Who may run which command, and which commands are switched on: one table, checked for all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from shared.chat.errors import ExpectedFailure
from shared.chat.person import Person
from shared.immutable import immutable

EVERYONE = "everyone"


@immutable
class CommandRule:
    """One row: the audience that may run a command, and the variable that switches it."""

    audience: str = EVERYONE
    switch: str = ""
    enabled: bool = True


class SwitchedOff(ExpectedFailure):
    """The command's switch is OFF."""


class NotAllowed(ExpectedFailure):
    """The asker is not in the command's audience."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CommandGate:
    """Applies the table. `belongs(person, audience)` is the app's own rule (its `access.py`)."""

    rules: Mapping[str, CommandRule]
    belongs: Callable[[Person, str], bool]
    audience_names: Mapping[str, str]

    def check(self, command: str, person: Person) -> None:
        """Raises SwitchedOff or NotAllowed, each with the words for the asker.

        A command that is not in the table raises KeyError: forgetting a row is our mistake and
        must not open the command to everyone.
        """
        rule = self.rules[command]
        if not rule.enabled:
            raise SwitchedOff(f"`{command}` is switched off here (`{rule.switch}`).")
        if self.includes(person, rule.audience):
            return
        if not person.in_guild:
            raise NotAllowed(f"`{command}` works only on the cluster's own server.")
        raise NotAllowed(f"`{command}` is for {self.audience_names[rule.audience]} only.")

    def may_run(self, command: str, person: Person) -> bool:
        """Whether `check` would let `person` pass; for listings."""
        try:
            self.check(command, person)
        except ExpectedFailure:
            return False
        return True

    def includes(self, person: Person, audience: str) -> bool:
        """Whether `person` belongs to `audience`."""
        return audience == EVERYONE or self.belongs(person, audience)

    def audience(self, command: str) -> str:
        """The audience of `command`, for listings."""
        return self.rules[command].audience

    def missing(self, commands: Iterable[str]) -> list[str]:
        """Those of `commands` that have no row in the table."""
        return sorted(name for name in commands if name not in self.rules)

    def unused(self, commands: Iterable[str]) -> list[str]:
        """The rows of the table that belong to none of `commands`."""
        return sorted(self.rules.keys() - set(commands))
