"""Words that come again and again, and need to be logged once only."""

from collections import OrderedDict
from typing import Final

_MOST_REMEMBERED: Final = 32


class SaidLately:
    """Remembers what was said; words that alternate are new once each."""

    def __init__(self) -> None:
        self._said: OrderedDict[str, None] = OrderedDict()

    def is_new(self, words: str) -> bool:
        """Whether these words weren't said lately; from now on they were."""
        new = words not in self._said
        self._said[words] = None
        self._said.move_to_end(words)
        if len(self._said) > _MOST_REMEMBERED:
            self._said.popitem(last=False)
        return new
