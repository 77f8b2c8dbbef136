"""The square on which a crest is drawn: what its address asks for, and what is made of it."""

from shared.immutable import immutable


@immutable
class Canvas:
    """The square to centre a crest on."""

    size: int
    """Its side in pixels."""
    box: float
    """The part of the side that the crest's longer side fills."""
