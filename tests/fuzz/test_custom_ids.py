"""Custom ids that a changed client could send: nothing but what we could have made is taken."""

from hypothesis import given
from hypothesis import strategies as st

from apps.clanmatch.profile.controls import decode_flip
from apps.clanmatch.search.controls import panel_controls
from apps.clanmatch.search.rules.filter_controls import Control, pressed
from apps.clanmatch.search.rules.panel_state import PanelState, State, decode
from apps.clanmatch.search.texts import panel_embed
from apps.welcomecrew.question.state import custom_id, page_of, read_custom_id
from shared.tickets.tags import KnownTags
from tests.apps.clanmatch.search.test_panel_state import panels, results
from tests.apps.welcomecrew.question.test_state import states
from tests.fuzz.bending import bent_text, patient

PIECES = (":", "-", "p1:", "r1:", "zz", "0", "zzzzzzzzzzzzz", "١", "Z", "\n", "tag:", "9")
TAGS = KnownTags(f"T{number}" for number in range(60))
LONGEST = 100


def made(state: State, control: Control) -> str:
    return state.custom_id(control)


panel_ids = st.builds(made, panels | results, st.sampled_from(Control))
question_ids = st.builds(custom_id, st.sampled_from(["pick", "prev", "next", "load"]), states)
flip_ids = st.from_regex(r"[a-z]{1,4}:[a-z]{1,8}:[A-Za-z0-9-]{1,20}:[0-9]{1,20}", fullmatch=True)


@patient
@given(bent_text(panel_ids, PIECES), st.floats(0, 2e9), st.lists(st.text(max_size=9), max_size=2))
def test_a_bent_panel_id_is_refused_or_says_what_it_means(
    text: str, now: float, values: list[str]
) -> None:
    decoded = decode(text)
    if decoded is None:
        return
    state, control = decoded
    # What is taken can be told on, in ids of the allowed length, and read back.
    assert len(state.custom_id(control)) <= LONGEST
    assert decode(state.custom_id(control)) == decoded
    assert state.expired(now) in {True, False}
    try:
        pressed(state.filters, control, values)
    except ValueError:
        assert values
    if isinstance(state, PanelState):
        assert str(state.owner) in str(panel_embed(state).description)
        ids = [str(getattr(child, "custom_id", "")) for child in panel_controls(state).children]
        assert all(0 < len(each) <= LONGEST for each in ids)
        assert all(decode(each) is not None for each in ids)


@patient
@given(bent_text(question_ids, PIECES))
def test_a_bent_question_id_is_refused_or_says_what_it_means(text: str) -> None:
    read = read_custom_id(text)
    if read is None:
        return
    action, state = read
    assert read_custom_id(custom_id(action, state)) == read
    assert len(custom_id(action, state)) <= LONGEST
    page = page_of(TAGS, state.page)
    assert page.tags
    assert 0 <= page.number < page.count


@patient
@given(bent_text(panel_ids | flip_ids, (*PIECES, "flip:")))
def test_the_readers_never_both_claim_an_id(text: str) -> None:
    claims = [decode(text), decode_flip(text), read_custom_id(text)]
    assert sum(claim is not None for claim in claims) <= 1
