"""Rows of the welcome tab to templates, by header, and what a clan's row takes from the default."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace
from typing import Final

from apps.clanmatch.roster.rules.rows import RowProblem
from shared.chat.text import count, one_line
from shared.immutable import immutable
from shared.sheets.headers import Columns, find_header

DEFAULT_TAG: Final = "C1C"
HEADERS: Final = (
    *("TAG", "TARGET_CHANNEL_ID", "TITLE", "BODY", "FOOTER", "CREST_URL", "PING_USER", "ACTIVE"),
    *("CLAN", "CLANLEAD", "DEPUTIES", "GENERAL_NOTICE"),
)
_PROBLEMS_NAMED: Final = 5
_CHANNEL: Final = re.compile(r"(?:<#)?([0-9]{15,20})>?")


@immutable
class Template:
    """One row, as it stands in the sheet."""

    row: int
    tag: str
    channel: str = ""
    title: str = ""
    body: str = ""
    footer: str = ""
    crest_url: str = ""
    ping_user: bool = False
    active: str = ""
    clan: str = ""
    lead: str = ""
    deputies: str = ""
    notice: str = ""

    @property
    def channel_id(self) -> int | None:
        """The channel's id; None where the cell holds none."""
        match = _CHANNEL.fullmatch(self.channel)
        return int(match[1]) if match else None

    @property
    def is_active(self) -> bool:
        """Only a Y counts."""
        return self.active.upper() == "Y"


_NO_DEFAULT: Final = Template(row=0, tag=DEFAULT_TAG)


def bare(tag: str) -> str:
    """`tag` without what people copy along with it from a usage line: `<C1CE>`, `[C1CE]`."""
    return tag.strip("[]<>` ")


@immutable
class TemplateBook:
    """All templates by tag (in one case), and what was wrong with the tab."""

    by_tag: Mapping[str, Template] = field(default_factory=dict[str, Template])
    problems: tuple[RowProblem, ...] = ()
    unread: str = ""
    """Which cells show an error in place of their value; empty when there is none."""
    unread_tags: Mapping[str, int] = field(default_factory=dict[str, int])
    """By tag (in one case), the rows left out because nothing stands in for such cells."""

    def find(self, tag: str) -> Template | None:
        """The clan's own row, whatever the case of `tag`. The default row is no clan's."""
        key = _key(tag)
        return None if key == _key(DEFAULT_TAG) else self.by_tag.get(key)

    def filled(self, template: Template) -> Template:
        """`template` with an empty title, body, footer or notice from the default row.

        Never with its channel: a welcome must not end up in another clan's.
        """
        default = self.by_tag.get(_key(DEFAULT_TAG), _NO_DEFAULT)
        return replace(
            template,
            title=template.title or default.title,
            body=template.body or default.body,
            footer=template.footer or default.footer,
            notice=template.notice or default.notice,
        )

    def in_words(self) -> str:
        """How many templates there are, and what couldn't be read."""
        words = count(len(self.by_tag), "welcome template")
        words += f"; {self.unread}" if self.unread else ""
        if not self.problems:
            return words
        named = "; ".join(str(problem) for problem in self.problems[:_PROBLEMS_NAMED])
        more = len(self.problems) - _PROBLEMS_NAMED
        rest = f"; and {more:,} more" if more > 0 else ""
        return f"{words}, {count(len(self.problems), 'remark')}: {named}{rest}"

    def default_body(self) -> str:
        """The default row's body; empty without one."""
        return self.by_tag.get(_key(DEFAULT_TAG), _NO_DEFAULT).body


def columns_of(rows: Sequence[Sequence[str]]) -> Columns:
    """Where each heading stands."""
    return find_header(rows, HEADERS, key=HEADERS[0]).columns


def row_names(rows: Sequence[Sequence[str]]) -> Callable[[Sequence[str]], frozenset[str]]:
    """What a row is known by from one reading to the next: its tag."""
    columns = columns_of(rows)

    def names(row: Sequence[str]) -> frozenset[str]:
        return frozenset({_key(columns.cell(row, HEADERS[0]))} - {"", _key(HEADERS[0])})

    return names


def parse_templates(
    rows: Sequence[Sequence[str]], *, unread_rows: Collection[int] = ()
) -> TemplateBook:
    """Read the tab. A tab without a TAG column gives no templates and says so.

    `unread_rows` hold cells that are not known: no welcome is made of half a template.
    """
    header = find_header(rows, HEADERS, key=HEADERS[0])
    columns, top = header.columns, header.row or 1
    problems = [RowProblem(top, f"no column {name}") for name in columns.missing]
    by_tag: dict[str, Template] = {}
    unread: dict[str, int] = {}
    for number, cells in enumerate(rows[top:], start=top + 1):
        template = _template(number, cells, columns)
        key = _key(template.tag)
        if key and number in unread_rows:
            unread[key] = number
            problems.append(RowProblem(number, "not used until all of its cells can be read"))
            continue
        if not key:
            if any(cell.strip() for cell in cells):
                problems.append(RowProblem(number, "no tag"))
        elif key in by_tag:
            problems.append(
                RowProblem(number, f"its tag {template.tag!r} is in row {by_tag[key].row} too")
            )
        else:
            by_tag[key] = template
    return TemplateBook(by_tag, tuple(problems), unread_tags=unread)


def _template(number: int, cells: Sequence[str], columns: Columns) -> Template:
    def text(header: str) -> str:
        return columns.cell(cells, header).strip()

    return Template(
        row=number,
        tag=text("TAG"),
        channel=text("TARGET_CHANNEL_ID"),
        title=one_line(text("TITLE")),
        body=text("BODY"),
        footer=text("FOOTER"),
        crest_url=text("CREST_URL"),
        ping_user=text("PING_USER").upper() == "Y",
        active=text("ACTIVE"),
        clan=text("CLAN"),
        lead=text("CLANLEAD"),
        deputies=text("DEPUTIES"),
        notice=text("GENERAL_NOTICE"),
    )


def _key(tag: str) -> str:
    return tag.strip().casefold()
