"""Discord's own API description, as the package `discordopenapi` carries it: July 2025.

Nobody here wrote it. Its classes were made by a generator, which keeps what must be there, types
and lengths, and loses the fixed values of `type`: of alternatives the best has to fit.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_PACKAGE = "openapi_client"


@dataclass(frozen=True, slots=True)
class Operation:
    """One route: the type of its body, and of its answer by status (`200`, `4XX`)."""

    name: str
    method: str
    path: str
    body: str | None
    answers: dict[str, str | None]

    def answer(self, status: int) -> str | None:
        """The type of an answer with this status."""
        return self.answers.get(str(status)) or self.answers.get(f"{status // 100}XX")


def model(name: str) -> Any:
    """A class of the description by name; `List[X]` is a list of them."""
    if (inner := re.fullmatch(r"List\[(\w+)\]", name)) is not None:
        return list[model(inner[1])]
    return getattr(import_module(f"{_PACKAGE}.models"), name)


@cache
def operations() -> tuple[Operation, ...]:
    """Every route of the description."""
    return tuple(_read(_source()))


def operation(method: str, path: str) -> Operation | None:
    """The route that a call takes; of several the one with the most fixed parts."""
    parts = path.strip("/").split("/")
    fits = [
        known
        for known in operations()
        if known.method == method and _fits(known.path.strip("/").split("/"), parts)
    ]
    return max(fits, key=lambda known: -known.path.count("{"), default=None)


def _fits(template: list[str], parts: list[str]) -> bool:
    return len(template) == len(parts) and all(
        want.startswith("{") or want == part for want, part in zip(template, parts, strict=True)
    )


def _source() -> str:
    spec = find_spec(_PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "api" / "default_api.py").read_text("utf-8")


def _read(source: str) -> Iterator[Operation]:
    """Out of the generated client: `def name(…)` and, after it, `def _name_serialize(…)`."""
    for block in re.split(r"\n    @validate_call\n", source):
        name = re.match(r"    def (\w+)\(", block)
        if name is None or name[1].endswith(("_with_http_info", "_without_preload_content")):
            continue
        serialize = source.partition(f"def _{name[1]}_serialize(")[2]
        method = re.search(r"method='(\w+)'", serialize)
        path = re.search(r"resource_path='([^']+)'", serialize)
        types = re.search(r"_response_types_map: [^=]+= (\{.*?\})", block, re.DOTALL)
        assert method is not None
        assert path is not None
        answers: dict[str, str | None] = ast.literal_eval(types[1]) if types is not None else {}
        yield Operation(name[1], method[1], path[1], _body(block, serialize), answers)


def _body(block: str, serialize: str) -> str | None:
    argument = re.search(r"\n        if (\w+) is not None:\n            _body_params = ", serialize)
    if argument is None:
        return None
    annotation = re.search(rf"        {argument[1]}: (.+?)(?: = None)?,\n", block)
    names = re.findall(r"List\[\w+\]|[A-Z]\w+", annotation[1]) if annotation is not None else []
    return next((name for name in names if name not in ("Optional", "Annotated", "Field")), None)
