"""Searching and parsing rosters of 24 to 100,000 clans."""

from apps.clanmatch.domain.clan import Clan, Difficulty, PlayStyle
from apps.clanmatch.domain.roster import COLUMNS, parse_roster
from apps.clanmatch.domain.search import ClanIndex, Filters
from bench.table import Row
from bench.timing import side_by_side
from sandbox.sheets.sample import SAMPLE_FOLDER, read_tabs

SIZES = (24, 1_000, 10_000, 100_000)
FILTERS = Filters(
    clan_boss=Difficulty.HARD, hydra=Difficulty.NORMAL, styles=PlayStyle.STRESS_FREE, siege=True
)


def rows() -> list[Row]:
    """For each size: our search beside a plain walk over all clans, our parser beside a split."""
    figures: list[Row] = []
    for size in SIZES:
        cells = roster(size)
        clans = parse_roster(cells).clans
        figures.append(_search(clans))
        figures.append(_parse(cells, size))
    return figures


def _search(clans: tuple[Clan, ...]) -> Row:
    index = ClanIndex(clans)

    def walk() -> list[Clan]:
        return [clan for clan in clans if plainly_matches(clan)]

    result = index.search(FILTERS)
    assert list(result.clans) == walk()[:25]
    assert result.total == len(walk())
    ours, bare = side_by_side(lambda: index.search(FILTERS), walk, repeat=_repeat(len(clans)))
    # The same few microseconds, however many clans: that is what "instant" means here.
    return Row(
        f"search, 4 filters, {len(clans):,} clans (bare: a walk over all clans)",
        ours * 1e6,
        "µs",
        bare * 1e6,
        at_most=250,
        goal_on_ratio=False,
    )


def _parse(cells: list[tuple[str, ...]], size: int) -> Row:
    def ours() -> object:
        return ClanIndex(parse_roster(cells).clans)

    def split() -> object:
        return [dict(zip(COLUMNS, row, strict=False)) for row in cells]

    first, second = side_by_side(ours, split, rounds=3, repeat=max(1, _repeat(size) // 20))
    name = f"parse and prepare, {size:,} clans (bare: rows to dicts)"
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
