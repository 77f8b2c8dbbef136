"""The one table of figures: each row ours beside the bare thing, measured in the same run."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. `ours` and `bare` are in `unit`; for `at_least` goals more is better."""

    name: str
    ours: float
    unit: str
    bare: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    goal_on_ratio: bool = True
    """Whether the goal is for ours/bare, or for ours itself."""

    @property
    def ratio(self) -> float | None:
        """Ours over bare; None where there is nothing to compare with."""
        return self.ours / self.bare if self.bare else None

    @property
    def met(self) -> bool | None:
        """Whether the goal was reached; None without a goal."""
        value = self.ratio if self.goal_on_ratio else self.ours
        if value is None or (self.at_most is None and self.at_least is None):
            return None
        return (self.at_most is None or value <= self.at_most) and (
            self.at_least is None or value >= self.at_least
        )


def as_markdown(rows: Sequence[Row], *, sides: tuple[str, str] = ("ours", "bare")) -> str:
    """The table, for a terminal and for `RESULTS.md` alike."""
    lines = [
        f"| what | {sides[0]} | {sides[1]} | ratio | goal | met |",
        "| --- | ---: | ---: | ---: | --- | --- |",
    ]
    lines += [
        f"| {row.name} | {_figure(row.ours, row.unit)} | {_figure(row.bare, row.unit)} "
        f"| {'' if row.ratio is None else f'{row.ratio:.2f}'} | {_goal(row)} | {_MET[row.met]} |"
        for row in rows
    ]
    return "\n".join(lines)


_MET = {True: "yes", False: "**no**", None: ""}


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = 0 if value >= 1000 else 1 if value >= 100 else 2 if value >= 1 else 3
    return f"{value:,.{digits}f} {unit}".strip()


def _goal(row: Row) -> str:
    unit = "" if row.goal_on_ratio else f" {row.unit}"
    if row.at_most is not None:
        return f"≤ {row.at_most:g}{unit}"
    return f"≥ {row.at_least:g}{unit}" if row.at_least is not None else ""
