"""Which fields of a form count, and which of them say the same twice."""

from collections.abc import Sequence

from sandbox.discord.wire import Json, Payload


def known(body: Payload, names: tuple[str, ...]) -> Payload:
    """The fields that Discord knows: it passes over others, and takes null for "not there"."""
    return {name: body[name] for name in names if body.get(name) is not None}


def repeated(values: Sequence[Json]) -> list[int]:
    """The places of those that came before."""
    return [index for index, value in enumerate(values) if value in values[:index]]
