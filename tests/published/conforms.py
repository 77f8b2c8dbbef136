"""Whether JSON is what a class of the description says."""

from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from sandbox.discord.wire import Json, as_object

# The generator lost the fixed value of `type`: which class a component's is, by its name.
_COMPONENTS = {
    1: "ActionRow",
    2: "Button",
    3: "StringSelect",
    4: "TextInput",
    5: "UserSelect",
    6: "RoleSelect",
    7: "MentionableSelect",
    8: "ChannelSelect",
    9: "Section",
    10: "TextDisplay",
    17: "Container",
}


def misfits(kind: Any, value: Json, *, closed: bool = False) -> list[str]:
    """Where `value` isn't a `kind`, in words; `closed`: a field that it doesn't know is one."""
    return _Look(closed=closed).at(kind, value, "")


class _Look:
    def __init__(self, *, closed: bool) -> None:
        self._closed = closed

    def at(self, kind: Any, value: Json, place: str) -> list[str]:
        origin = get_origin(kind)
        if origin is Annotated:
            return self._ruled(get_args(kind), value, place)
        if origin in (Union, UnionType):
            return self._best(get_args(kind), value, place)
        if origin in (list, dict):
            return self._each(origin, get_args(kind)[-1], value, place)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self._model(kind, value, place)
        return _plain(kind, value, place)

    def _ruled(self, parts: tuple[Any, ...], value: Json, place: str) -> list[str]:
        """A kind with rules, of length for one: those are about the whole and not its parts."""
        inner, *rules = parts
        outer: Any = inner
        if get_origin(inner) is list:
            outer = list[Any]
        elif get_origin(inner) is not None or issubclass(inner, BaseModel):
            outer = Any
        return _plain(Annotated[(outer, *rules)], value, place) or self.at(inner, value, place)

    def _each(self, origin: type, inner: Any, value: Json, place: str) -> list[str]:
        if not isinstance(value, origin):
            return [f"{place}: no {origin.__name__}"]
        parts: Json = value
        pairs: Json = enumerate(parts) if origin is list else parts.items()
        return [word for key, item in pairs for word in self.at(inner, item, f"{place}[{key}]")]

    def _model(self, kind: type[BaseModel], value: Json, place: str) -> list[str]:
        choices = tuple(
            field.annotation
            for name, field in kind.model_fields.items()
            if name.startswith(("oneof_schema_", "anyof_schema_"))
        )
        if choices:
            return self._best(choices, value, place)
        if not isinstance(value, dict):
            return [f"{place}: no {kind.__name__}"]
        found: list[str] = []
        body, known = as_object(value), set[str]()
        for name, field in kind.model_fields.items():
            key = field.alias or name
            known.add(key)
            if key in body:
                whole = Annotated[(field.annotation, *(field.metadata or [None]))]
                found += self.at(whole, body[key], f"{place}.{key}")
            elif field.is_required():
                found.append(f"{place}.{key}: missing")
        unknown = [f"{place}.{key}: unknown" for key in body if key not in known]
        return found + (unknown if self._closed else [])

    def _best(self, kinds: tuple[Any, ...], value: Json, place: str) -> list[str]:
        """The misfits of the alternative that fits best, of a component: of the one it is."""
        if value is None and NoneType in kinds:
            return []
        some = [kind for kind in map(_without_none, kinds) if kind is not NoneType]
        name = f"{_COMPONENTS.get(as_object(value).get('type') or 0, '-')}Component"
        own = [kind for kind in some if getattr(kind, "__name__", "").startswith(name)]
        tried = [self.at(kind, value, place) for kind in own or some]
        return min(tried, key=len, default=[f"{place}: must be null"])


def _without_none(kind: Any) -> Any:
    if get_origin(kind) not in (Union, UnionType):
        return kind
    (first, *more) = [item for item in get_args(kind) if item is not NoneType]
    return kind if more else first


def _plain(kind: Any, value: Json, place: str) -> list[str]:
    try:
        TypeAdapter[Any](kind).validate_python(value)
    except ValidationError as error:
        return [f"{place}: {item['msg']}" for item in error.errors()]
    return []
