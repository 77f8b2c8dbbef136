"""A chart of bars as data: what is drawn is decided here, and how elsewhere. Pure."""

from shared.immutable import immutable


@immutable
class Bar:
    """One bar; the texts are ASCII."""

    label: str
    value: int
    note: str = ""
    """Beside the number."""


@immutable
class Group:
    """Bars that are compared with each other."""

    title: str
    bars: tuple[Bar, ...]


@immutable
class Chart:
    """A picture's contents, from top to bottom."""

    title: str
    note: str
    groups: tuple[Group, ...]
