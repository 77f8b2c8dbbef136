"""A chart of bars as data: what is drawn is decided here, and how elsewhere. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; the texts are ASCII."""

    label: str
    value: int
    note: str = ""
    """Beside the number."""


@dataclass(frozen=True, slots=True)
class Group:
    """Bars that are compared with each other."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture's contents, from top to bottom."""

    title: str
    note: str
    groups: tuple[Group, ...]
