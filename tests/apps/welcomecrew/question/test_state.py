import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.welcomecrew.question.state import (
    PickerAction,
    PickerState,
    answered_tag,
    answered_text,
    custom_id,
    hint_text,
    page_of,
    promises_archive,
    question_text,
    read_custom_id,
)
from shared.tickets.tags import KnownTags

snowflakes = st.integers(0, 2**64 - 1)
states = st.builds(PickerState, snowflakes, snowflakes, st.integers(0, 9999), st.booleans())
tag_sets = st.sets(st.from_regex(r"[A-Z0-9]{1,4}(-[A-Z0-9]{1,2})?", fullmatch=True), max_size=120)


@given(st.sampled_from(PickerAction), states)
def test_a_custom_id_gives_back_what_it_was_made_from(
    action: PickerAction, state: PickerState
) -> None:
    text = custom_id(action, state)
    assert len(text) <= 100
    assert read_custom_id(text) == (action, state)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tag:",
        "tag:pick:1:2",
        "tag:pick:1:2:3:4",
        "tag:steal:1:2:3",
        "tag:pick:A:2:3",
        "x" * 100,
    ],
)
def test_other_custom_ids_are_not_ours(text: str) -> None:
    assert read_custom_id(text) is None


@given(st.text(max_size=100))
def test_no_custom_id_breaks_the_reader(text: str) -> None:
    read_custom_id(text)


@given(tag_sets)
def test_the_pages_show_every_tag_once_in_order(tags: set[str]) -> None:
    known = KnownTags(tags)
    count = page_of(known, 0).count
    pages = [page_of(known, number) for number in range(count)]
    assert [tag for page in pages for tag in page.tags] == sorted(known)
    assert all(len(page.tags) <= 25 for page in pages)
    assert all(len(page.placeholder) <= 150 for page in pages)
    assert all(page.tags for page in pages) or not known.tags


@pytest.mark.parametrize(("wanted", "expected"), [(-1, 0), (0, 0), (1, 1), (2, 1), (9999, 1)])
def test_a_page_that_is_gone_becomes_the_nearest(wanted: int, expected: int) -> None:
    assert page_of(KnownTags(f"T{number}" for number in range(30)), wanted).number == expected


@given(st.from_regex(r"[A-Z0-9-]{1,10}", fullmatch=True), snowflakes, st.booleans())
def test_the_answer_can_be_read_from_the_answered_question(tag: str, by: int, shut: bool) -> None:
    text = answered_text(tag, by, shut=shut)
    assert answered_tag(text) == tag
    assert promises_archive(text) is shut
    assert (f"<@{by}>" in text) is (by != 0)


def test_a_question_names_no_tag() -> None:
    assert answered_tag(question_text("0042", "`NOX`", 5)) is None


def test_words() -> None:
    question = question_text("0042", "@everyone *x*", 5)
    assert question.startswith("<@5> Ticket **0042**")
    assert "@everyone" not in question
    assert question_text("0042", "", 0).startswith("Ticket **0042** is closed")
    assert hint_text(5) == "This question is for <@5>, recruiters and admins."
    assert hint_text(0) == "This question is for recruiters and admins."
