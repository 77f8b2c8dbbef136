"""Field masks: `fields=properties.title,sheets.properties(sheetId,title)` leaves the rest out."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.sheets.problems import ApiProblem

Tree = dict[str, "Tree"]
"""Names and what is wanted below them; nothing below means all of it."""


def masked(answer: Mapping[str, Any], fields: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """The parts of `answer` that `fields` names. Raises ApiProblem (400) for what is no mask."""
    return answer if fields == "*" else _only(answer, parsed(fields))


def parsed(fields: str) -> Tree:
    """Raises ApiProblem (400) as Google does."""
    tokens = list(_tokens(fields))
    tree = _paths(tokens)
    if tokens:
        raise ApiProblem(400, f"Request contains an invalid argument: fields {fields}")
    return tree


def _tokens(fields: str) -> Iterator[str]:
    word = ""
    for character in fields:
        if character in "(),./":
            if word:
                yield word
            yield "." if character == "/" else character
            word = ""
        else:
            word += character
    if word:
        yield word


def _paths(tokens: list[str]) -> Tree:
    tree: Tree = {}
    while True:
        _path(tokens, tree)
        if not tokens or tokens[0] != ",":
            return tree
        tokens.pop(0)


def _path(tokens: list[str], tree: Tree) -> None:
    while True:
        if not tokens or tokens[0] in {"(", ")", ",", "."}:
            raise ApiProblem(400, "Request contains an invalid argument: fields")
        tree = tree.setdefault(tokens.pop(0), {})
        if tokens[:1] == ["("]:
            tokens.pop(0)
            tree |= _paths(tokens)
            if tokens[:1] != [")"]:
                raise ApiProblem(400, "Request contains an invalid argument: fields")
            tokens.pop(0)
            return
        if tokens[:1] != ["."]:
            return
        tokens.pop(0)


def _only(value: Any, tree: Tree) -> Any:  # noqa: ANN401 - JSON of any shape
    if not tree or "*" in tree:
        return value
    if isinstance(value, list):
        return [_only(each, tree) for each in value]  # pyright: ignore[reportUnknownVariableType] - as above
    if isinstance(value, dict):
        return {name: _only(value[name], below) for name, below in tree.items() if name in value}  # pyright: ignore[reportUnknownVariableType] - as above
    return value
