"""Searching and parsing rosters of 24 to 100,000 clans."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.clanmatch.roster.rules.clan import Clan, Difficulty, PlayStyle
from apps.clanmatch.roster.rules.rows import COLUMNS, parse_roster
from apps.clanmatch.roster.rules.search import ClanIndex, Filters
from bench.table import Row
from bench.timing import side_by_side
from sandbox.sheets.sample import SAMPLE_FOLDER, read_tabs

SIZES = (24, 1_000, 10_000, 100_000)
FILTERS = Filters(
    clan_boss=Difficulty.HARD, hydra=Difficulty.NORMAL, styles=PlayStyle.STRESS_FREE, siege=True
)


def rows(*, sizes: Sequence[int] = SIZES, rounds: int = 7) -> list[Row]:
    """For each size: our search beside a walk over all clans, our parser beside a plain one."""
    figures: list[Row] = []
    for size in sizes:
        cells = roster(size)
        clans = parse_roster(cells).clans
        figures.append(_search(clans, rounds))
        figures.append(_parse(cells, size, rounds))
    return figures


def _search(clans: tuple[Clan, ...], rounds: int) -> Row:
    index = ClanIndex(clans)

    def walk() -> list[Clan]:
        return [clan for clan in clans if plainly_matches(clan)]

    result = index.search(FILTERS)
    assert list(result.clans) == walk()[:25]
    assert result.total == len(walk())
    ours, bare = side_by_side(
        lambda: index.search(FILTERS), walk, rounds=rounds, repeat=_repeat(len(clans))
    )
    # The same few microseconds, however many clans: that is what "instant" means here.
    return Row(
        f"search, 4 filters, {len(clans):,} clans (bare: a walk over all clans)",
        ours * 1e6,
        "µs",
        bare * 1e6,
        at_most=250,
        goal_on_ratio=False,
    )


def _parse(cells: list[tuple[str, ...]], size: int, rounds: int) -> Row:
    def ours() -> object:
        return ClanIndex(parse_roster(cells).clans)

    first, second = side_by_side(
        ours,
        lambda: plainly_parsed(cells),
        rounds=min(rounds, 3 if size < 10_000 else 1),
        repeat=max(1, _repeat(size) // 50),
    )
    name = f"parse and prepare, {size:,} clans (bare: no spellings, no remarks, no index)"
    return Row(name, first * 1e3, "ms", second * 1e3)


def plainly_matches(clan: Clan) -> bool:
    traits = clan.traits
    return (
        clan.spots > 0
        and FILTERS.clan_boss in traits.clan_boss
        and FILTERS.hydra in traits.hydra
        and FILTERS.styles in traits.styles
        and traits.siege is FILTERS.siege
    )


@dataclass(frozen=True)
class PlainClan:
    """The cells by name, and the filter cells as sets of their words."""

    cells: dict[str, str]
    spots: int
    words: dict[str, frozenset[str]]


_WORDS = {word.value.casefold() for word in (*Difficulty, *PlayStyle)}
_FILTER_COLUMNS = ("clan boss filter", "hydra filter", "chimera filter", "play style")


def plainly_parsed(cells: Sequence[Sequence[str]]) -> list[PlainClan]:
    """What one would write first: one spelling of each word, no remark about anything odd."""
    clans: list[PlainClan] = []
    for row in cells[1:]:
        named = {name: cell.strip() for name, cell in zip(COLUMNS, row, strict=False)}
        if not named.get("clan"):
            continue
        words = {
            name: frozenset(named.get(name, "").casefold().replace(",", " ").split()) & _WORDS
            for name in _FILTER_COLUMNS
        }
        spots = named.get("spots", "").partition(" ")[0]
        clans.append(PlainClan(named, int(spots) if spots.isdecimal() else 0, words))
    return clans


def roster(size: int) -> list[tuple[str, ...]]:
    """The sample's clans over and over, with tags of their own."""
    cells = read_tabs(SAMPLE_FOLDER / "clanmatch")["bot_info"]
    sample = [cells[clan.row - 1] for clan in parse_roster(cells).clans]
    made: list[tuple[str, ...]] = [COLUMNS]
    for number in range(size):
        row = list(sample[number % len(sample)])
        row[2] = f"{row[2]}{number}"
        made.append(tuple(row))
    return made


def _repeat(size: int) -> int:
    return max(1, 20_000 // size)
