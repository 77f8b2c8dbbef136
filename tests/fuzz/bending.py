"""Strategies that take something well-formed and bend it a little: most of the way in is right."""

from collections.abc import Sequence

from hypothesis import settings
from hypothesis import strategies as st

# A slow machine is no failure; the tests that guard against slow patterns set a limit of theirs.
patient = settings(deadline=None)


@st.composite
def bent_text(draw: st.DrawFn, source: st.SearchStrategy[str], pieces: Sequence[str]) -> str:
    """A text of `source` in which up to four places were cut out, doubled or filled with pieces."""
    text = draw(source)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 6)))
        put = draw(st.sampled_from([*pieces, "", text[start:end] * 2]) | st.text(max_size=3))
        text = text[:start] + put + text[end:]
    return text


@st.composite
def bent_bytes(draw: st.DrawFn, sources: Sequence[bytes]) -> bytes:
    """One of `sources`, or the beginning of one and the end of another, with places changed."""
    first, second = draw(st.sampled_from(sources)), draw(st.sampled_from(sources))
    data = bytearray(first)
    if draw(st.booleans()):
        data[draw(st.integers(0, len(first))) :] = second[draw(st.integers(0, len(second))) :]
    for _ in range(draw(st.integers(1, 5))):
        # Headers are short and decide most.
        near_start = draw(st.booleans())
        start = draw(st.integers(0, min(len(data), 64) if near_start else len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 1, 2, 4, 8, 300])))
        data[start:end] = draw(st.binary(max_size=8) | st.just(bytes(data[start:end]) * 3))
    return bytes(data)
