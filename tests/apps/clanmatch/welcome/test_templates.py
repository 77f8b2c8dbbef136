"""The welcome tab, read by header."""

import pytest

from apps.clanmatch.welcome.rules.templates import HEADERS, Template, TemplateBook, parse_templates
from tests.apps.clanmatch.sample import tab


def test_the_sample_workbook() -> None:
    book = parse_templates(tab("WelcomeTemplates"))

    assert len(book.by_tag) == 25
    assert book.problems == ()
    first = book.find("c1ce")
    assert first is not None
    assert (first.row, first.tag, first.channel_id) == (3, "C1CE", 700000000000000000)
    assert (first.clan, first.lead, first.ping_user, first.is_active) == (
        "Ashen Vigil",
        "Ana-Lucía",
        True,
        True,
    )
    assert book.filled(first).title == "Ashen Vigil greets you"
    assert book.filled(first).body.startswith("Hello {MENTION}")
    assert book.filled(first).notice.startswith("{MENTION} has joined")


def rows(*rest: dict[str, str]) -> list[list[str]]:
    return [list(HEADERS), *([each.get(header, "") for header in HEADERS] for each in rest)]


def test_columns_may_stand_anywhere() -> None:
    book = parse_templates(
        [["Body", "x", "Target Channel-ID", "tag"], ["Hi", "", "<#1" + "0" * 17 + ">", " NOX "]]
    )
    template = book.find("nox")

    assert template is not None
    assert (template.body, template.channel_id) == ("Hi", 10**17)
    assert "row 1: no column TITLE" in map(str, book.problems)


def test_without_a_tag_column_there_is_nothing() -> None:
    book = parse_templates([["TITLE"], ["x"]])

    assert not book.by_tag
    assert str(book.problems[0]) == "row 1: no column TAG"
    assert parse_templates([]).by_tag == {}


def test_the_default_fills_texts_and_never_the_channel() -> None:
    default = {"TAG": "c1c", "TITLE": "T", "BODY": "B", "FOOTER": "F", "GENERAL_NOTICE": "N"}
    more = {
        "TARGET_CHANNEL_ID": "1" * 18,
        "CREST_URL": "https://a.b/c",
        "PING_USER": "Y",
        "ACTIVE": "Y",
    }
    book = parse_templates(rows(default | more, {"TAG": "NOX", "BODY": "own"}))
    own = book.find("NOX")

    assert own is not None
    assert book.filled(own) == Template(
        row=3, tag="NOX", title="T", body="own", footer="F", notice="N"
    )
    assert book.filled(own).channel_id is None


def test_the_default_row_is_no_clan() -> None:
    assert parse_templates(rows({"TAG": "C1C"})).find("C1C") is None


def test_what_is_wrong_is_told_by_row() -> None:
    book = parse_templates(
        rows({"TAG": "A", "BODY": "1"}, {"BODY": "lost"}, {}, {"TAG": "a", "BODY": "2"})
    )

    assert [str(problem) for problem in book.problems] == [
        "row 3: no tag",
        "row 5: its tag 'a' is in row 2 too",
    ]
    found = book.find("A")
    assert found is not None
    assert found.body == "1"


@pytest.mark.parametrize(
    ("cell", "channel_id"),
    [
        ("700000000000000002", 700000000000000002),
        ("<#700000000000000002>", 700000000000000002),
        ("7E+17", None),
        ("7.0E+17", None),
        ("#general", None),
        ("12", None),
        ("", None),
    ],
)
def test_channel_ids(cell: str, channel_id: int | None) -> None:
    assert Template(row=2, tag="A", channel=cell).channel_id == channel_id


@pytest.mark.parametrize(
    ("cell", "active"), [("Y", True), ("y", True), ("N", False), ("", False), ("Yes", False)]
)
def test_only_y_is_active(cell: str, active: bool) -> None:
    assert Template(row=2, tag="A", active=cell).is_active is active


def test_an_empty_book() -> None:
    book = TemplateBook()

    assert book.find("A") is None
    assert book.default_body() == ""
