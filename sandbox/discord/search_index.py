"""What the message search knows just now: it can be away, behind, or blind to embeds."""

from dataclasses import dataclass
from enum import StrEnum


class SearchMode(StrEnum):
    """Whether there is a search at all."""

    AVAILABLE = "available"
    INDEXING = "indexing"
    MISSING = "missing"


@dataclass(slots=True)
class SearchIndex:
    """The state of the index; as it is made, it knows everything at once."""

    mode: SearchMode = SearchMode.AVAILABLE
    # Seconds by which it lags: what was posted or edited since is not found at all.
    behind_s: float = 0.0
    # Only the text of a message itself is found, not that of its embeds and components.
    text_only: bool = False

    def mend(self) -> None:
        """Everything is found at once again."""
        self.mode, self.behind_s, self.text_only = SearchMode.AVAILABLE, 0.0, False
