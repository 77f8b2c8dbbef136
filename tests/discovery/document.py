"""Google's own description of the Sheets API, and whether JSON is what it promises.

The document is a file of the package google-api-python-client, which is for development only. The
package's code is not run.
"""

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Json = dict[str, Any]
_FILE = "discovery_cache/documents/sheets.v4.json"
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "any": (object,),
}


def is_at_hand() -> bool:
    """Whether the package is installed; the tests of this folder insist on it."""
    return find_spec("googleapiclient") is not None


@cache
def document() -> Json:
    """The description of version 4."""
    spec = find_spec("googleapiclient")
    assert spec is not None
    assert spec.origin is not None
    return json.loads((Path(spec.origin).parent / _FILE).read_text("utf-8"))


def misfits(value: object, schema: Json, where: str = "") -> list[str]:
    """What in `value` the schema doesn't know or has otherwise; unknown fields are misfits."""
    if "$ref" in schema:
        return misfits(value, document()["schemas"][schema["$ref"]], where)
    kind = schema["type"]
    if not isinstance(value, _TYPES[kind]) or (
        isinstance(value, bool) and kind not in {"boolean", "any"}
    ):
        return [f"{where}: {value!r} is no {kind}"]
    if isinstance(value, list):
        return [
            misfit
            for index, each in enumerate(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON of any shape
            for misfit in misfits(each, schema["items"], f"{where}[{index}]")  # pyright: ignore[reportUnknownArgumentType] - as above
        ]
    if isinstance(value, dict):
        return _misfits_of_object(value, schema, where)  # pyright: ignore[reportUnknownArgumentType] - as above
    is_known = value in schema.get("enum", [value])
    return [] if is_known else [f"{where}: {value!r} is none of {schema['enum']}"]


def _misfits_of_object(value: Json, schema: Json, where: str) -> list[str]:
    known: Json = schema.get("properties", {})
    others: Json | None = schema.get("additionalProperties")
    found: list[str] = []
    for name, each in value.items():
        inner = known.get(name, others)
        place = f"{where}.{name}" if where else name
        found += misfits(each, inner, place) if inner else [f"{place}: there is no such field"]
    return found


@cache
def _methods() -> list[Json]:
    def of(resource: Json) -> list[Json]:
        inner = [method for each in resource.get("resources", {}).values() for method in of(each)]
        return [*resource.get("methods", {}).values(), *inner]

    return of(document())


def _segment(found: re.Match[str]) -> str:
    return "[^/]+" if found[1] == "range" else "[^/:]+"


def method_for(verb: str, path: str) -> Json | None:
    """The method that this request calls, if the document has it."""
    # The longest template first: `values:batchGet` is no range called so.
    for method in sorted(_methods(), key=lambda each: -len(each["flatPath"])):
        template = re.escape(method["flatPath"])
        pattern = re.sub(r"\\{(\w+)\\}", _segment, template)
        if method["httpMethod"] == verb and re.fullmatch(pattern, path):
            return method
    return None


def misfits_of_query(method: Json, query: tuple[tuple[str, str], ...]) -> list[str]:
    """Parameters that the method hasn't, has otherwise, or has once only."""
    known: Json = document()["parameters"] | method["parameters"]
    found: list[str] = []
    names = [name for name, _ in query]
    for name, text in query:
        parameter = known.get(name)
        if parameter is None:
            found.append(f"?{name}: there is no such parameter")
        elif "enum" in parameter and text not in parameter["enum"]:
            found.append(f"?{name}: {text!r} is none of {parameter['enum']}")
        elif names.count(name) > 1 and not parameter.get("repeated"):
            found.append(f"?{name}: more than once")
    return found
