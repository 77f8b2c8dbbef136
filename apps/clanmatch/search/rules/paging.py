"""Cards to pages: as many as fit into one message, never more."""

from collections.abc import Sequence

from shared.immutable import immutable


@immutable
class Page:
    """The cards `first` up to, not including, `last`; pages are counted from 1."""

    first: int
    last: int
    number: int
    count: int


def pages(sizes: Sequence[int], *, most: int, room: int) -> tuple[Page, ...]:
    """Divide cards of these `sizes` into pages of at most `most` cards and `room` characters.

    A card that alone is larger than the room still gets a page: cards are cut to fit before.
    """
    starts: list[int] = []
    used = 0
    for place, size in enumerate(sizes):
        if not starts or place - starts[-1] >= most or used + size > room:
            starts.append(place)
            used = 0
        used += size
    ends = [*starts, len(sizes)][1:]
    return tuple(
        Page(first=first, last=last, number=number, count=len(starts))
        for number, (first, last) in enumerate(zip(starts, ends, strict=True), start=1)
    )


def page_with(place: int, all_pages: Sequence[Page]) -> Page:
    """The page that shows the card at `place`; the last page when there are fewer by now."""
    return next((page for page in all_pages if place < page.last), all_pages[-1])
