"""Draws the house of ARCHITECTURE.md from the import rules: what stands on what.

A tower is a package, a floor is a layer of it. The towers of the ground plan (the layers contract
without containers) stand side by side on what lies below them; what is a container inside one of
them is drawn after it. Features that an independence contract holds apart get walls, too.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
BEGIN, END = "<!-- the house: written by `make docs` -->", "<!-- the end of the house -->"
_WIDE: Final = 110
_BESIDE: Final = 3
_WALL, _DOOR, _GAP = " │ ", " ┊ ", " "


@dataclass(frozen=True, slots=True)
class Floor:
    """Rooms side by side; with walls, none imports another."""

    rooms: tuple[str, ...]
    walls: bool = True


Contract = Mapping[str, Any]


def architecture_page() -> str:
    """The text of `ARCHITECTURE.md` with its picture drawn anew."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    picture = House(rules["tool"]["importlinter"]["contracts"]).draw()
    before, _, rest = (ROOT / "ARCHITECTURE.md").read_text("utf-8").partition(BEGIN)
    return f"{before}{BEGIN}\n\n```\n{picture}\n```\n\n{END}{rest.partition(END)[2]}"


class House:
    """The contracts of import-linter, as towers and floors."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        layers = [_with_features(it) for it in contracts if it["type"] in {"layers", "floors"}]
        self._ground = [it for it in layers if not it.get("containers")]
        self._layers = [it for it in layers if it.get("containers")]
        self._apart = [it["modules"] for it in contracts if it["type"] == "independence"]

    def draw(self) -> str:
        """The ground plan, and below it what its towers are made of inside."""
        drawn: list[str] = []
        lines: list[str] = []
        for contract in self._ground:
            for floor in map(_floor, contract["layers"]):
                rooms = [it for room in floor.rooms for it in self._wings(room)]
                drawn += rooms
                lines += self._row(rooms)
        inside = [it for it in self._layers if not set(it["containers"]) <= set(drawn)]
        for at in range(0, len(inside), _BESIDE):
            towers = [(_title(it), self._floors(it)) for it in inside[at : at + _BESIDE]]
            lines += ["", *_side_by_side(towers, _BESIDE)]
        excused = [it for contract in self._layers for it in contract.get("ignore_imports", ())]
        lines += ["", *(f"except {it.replace('->', '→')}" for it in excused)] if excused else []
        return "\n".join(line.rstrip() for line in lines)

    def _wings(self, package: str) -> Sequence[str]:
        """The parts of a package that are held apart as a whole, or the package itself."""
        for modules in self._apart:
            if all(it.rpartition(".")[0] == package for it in modules):
                return modules
        return [package]

    def _row(self, packages: Sequence[str]) -> list[str]:
        towers: list[tuple[str, Sequence[Floor]]] = []
        for package in packages:
            found = [it for it in self._layers if package in it["containers"]]
            if found:
                floors = [floor for it in found for floor in self._floors(it)]
            else:
                floors = [Floor(tuple(it.rpartition(".")[2] for it in self._wings(package)))]
            towers.append((package, floors))
        return _side_by_side(towers, len(towers))

    def _floors(self, contract: Contract) -> list[Floor]:
        floors = map(_floor, contract["layers"])
        return [self._walled(floor, contract["containers"]) for floor in floors]

    def _walled(self, floor: Floor, containers: Sequence[str]) -> Floor:
        """With walls, where a contract of their own holds these rooms apart."""
        full = [f"{it}.{room}" for it in containers for room in floor.rooms]
        apart = any(_are_among(full, modules) for modules in self._apart)
        return Floor(floor.rooms, walls=floor.walls or apart)


def _with_features(contract: Contract) -> Contract:
    """The same, with the names of folders in place of `*` (`tests/architecture/floors.py`)."""
    folders = [ROOT / it.replace(".", "/") for it in contract.get("containers", ())]
    found = sorted(file.parent.name for it in folders for file in it.glob("*/feature.py"))
    layers = [layer.replace("*", " | ".join(found)) for layer in contract["layers"]]
    return {**contract, "layers": layers}


def _floor(layer: str) -> Floor:
    walls = ":" not in layer
    return Floor(tuple(room.strip() for room in re.split(r"[|:]", layer)), walls)


def _are_among(names: Iterable[str], patterns: Sequence[str]) -> bool:
    """Whether each name matches: `*` stands for one part of it, `**` for any number."""
    found = [re.escape(it).replace(r"\*\*", r".+").replace(r"\*", r"[^.]+") for it in patterns]
    return all(any(re.fullmatch(pattern, name) for pattern in found) for name in names)


def _title(contract: Contract) -> str:
    containers = contract["containers"]
    if len(containers) == 1:
        return containers[0].replace(".*", ".…")
    parents = {it.rpartition(".")[0] for it in containers}
    return f"each room of {', '.join(sorted(parents))}"


def _side_by_side(towers: Sequence[tuple[str, Sequence[Floor]]], of: int) -> list[str]:
    """All stand on the same ground; `of` such towers are as wide as the house."""
    width = (_WIDE + 1) // of - 1
    drawn = [_tower(title, floors, width) for title, floors in towers]
    height = max(map(len, drawn))
    padded = [[" " * len(it[0])] * (height - len(it)) + it for it in drawn]
    return [_GAP.join(row) for row in zip(*padded, strict=True)]


def _tower(title: str, floors: Sequence[Floor], width: int) -> list[str]:
    rows = [_wrapped(floor, width - 4) for floor in floors]
    inner = max([width - 2, len(title) + 3, *(len(it) + 2 for row in rows for it in row)])
    lines = [f"┌─ {title} {'─' * (inner - len(title) - 3)}┐"]
    for number, row in enumerate(rows):
        lines += [f"├{'─' * inner}┤"] if number else []
        lines += [f"│ {it.ljust(inner - 1)}│" for it in row]
    return [*lines, f"└{'─' * inner}┘"]


def _wrapped(floor: Floor, width: int) -> list[str]:
    between = _WALL if floor.walls else _DOOR
    lines = [floor.rooms[0]]
    for room in floor.rooms[1:]:
        if len(lines[-1]) + len(between) + len(room) > width - 2:
            lines[-1] += between.rstrip()
            lines.append(room)
        else:
            lines[-1] += between + room
    return lines
