"""The terminal: says lines, and takes lines, also such that nobody may see."""

import getpass
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Final, TextIO

_BACKSPACES: Final = (b"\x7f", b"\x08")
_KILL_LINE: Final = b"\x15"
_END_OF_INPUT: Final = b"\x04"


class Terminal:
    """Works over a pipe as well; nothing is read ahead, so that modes can change between lines."""

    def __init__(self, in_fd: int = 0, out: TextIO | None = None) -> None:
        self._in = in_fd
        self._out = out or sys.stdout
        self._is_person = os.isatty(in_fd)

    def say(self, *lines: str) -> None:
        """Each on a line of its own."""
        for line in lines:
            self._out.write(f"{line}\n")
        self._out.flush()

    def ask(self, prompt: str) -> str:
        """The line that is typed, shown as it is typed. Raises EOFError when no more will come."""
        self._prompt(prompt)
        line = self._line()
        if not self._is_person:
            self.say()
        return line

    def ask_hidden(self, prompt: str) -> str:
        """The same, and nothing of it is shown; longer than terminals take shown lines."""
        if not self._is_person:
            return self.ask(prompt)
        if not _can_hide():
            return getpass.getpass(prompt)
        try:
            with self._hidden():
                self._prompt(prompt)  # only now: whoever sees it may type
                return self._line(edit=True)
        finally:
            self.say()

    def forget_typed_ahead(self) -> None:
        """What is left of a paste is no answer to the next question."""
        if self._is_person and _can_hide():
            import termios  # noqa: PLC0415 - not on every system

            termios.tcflush(self._in, termios.TCIFLUSH)

    def _prompt(self, prompt: str) -> None:
        self._out.write(prompt)
        self._out.flush()

    def _line(self, *, edit: bool = False) -> str:
        typed = bytearray()
        while True:
            each = os.read(self._in, 1)
            if each in (b"\n", b"\r"):
                break
            if not each or (edit and each == _END_OF_INPUT):
                if typed:
                    break
                raise EOFError
            if edit and each in _BACKSPACES:
                del typed[-1:]
            elif edit and each == _KILL_LINE:
                typed.clear()
            else:
                typed += each
        return typed.decode("utf-8", "replace")

    @contextmanager
    def _hidden(self) -> Generator[None]:
        """No echo, and no limit on a line's length, which is 1,024 letters on some systems."""
        import termios  # noqa: PLC0415 - not on every system

        before = termios.tcgetattr(self._in)
        quiet = termios.tcgetattr(self._in)
        quiet[3] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(self._in, termios.TCSADRAIN, quiet)
        try:
            yield
        finally:
            termios.tcsetattr(self._in, termios.TCSADRAIN, before)


def _can_hide() -> bool:
    return find_spec("termios") is not None
