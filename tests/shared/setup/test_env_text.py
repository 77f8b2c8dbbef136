"""How `.env` files are changed: what is written reads back, everything else stays."""

from io import StringIO
from pathlib import Path

import pytest
from dotenv.parser import parse_stream
from hypothesis import example, given
from hypothesis import strategies as st

from shared.config.fields import text as any_text
from shared.config.load import Settings
from shared.config.setting import setting
from shared.setup import env_store
from shared.setup.env_text import Change, FileUnreadable, changed, quoted, unreadable_lines

TOKEN = ("DISCORD_TOKEN", "TOKEN")


class Sample(Settings):
    discord_token: str = setting(any_text, names=TOKEN)
    tab: str = setting(any_text, default="")


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("", "abc", "DISCORD_TOKEN=abc\n"),
        ("PORT=1", "abc", "PORT=1\nDISCORD_TOKEN=abc\n"),
        ("PORT=1\r\n", "abc", "PORT=1\r\nDISCORD_TOKEN=abc\r\n"),
        ("DISCORD_TOKEN=\nPORT=1\n", "abc", "DISCORD_TOKEN=abc\nPORT=1\n"),
        (
            "# my token\n\nDISCORD_TOKEN=old # secret\n",
            "abc",
            "# my token\n\nDISCORD_TOKEN=abc # secret\n",
        ),
        ("DISCORD_TOKEN='old'# secret\n", "abc", "DISCORD_TOKEN=abc # secret\n"),
        ("DISCORD_TOKEN=   # secret\n", "abc", "DISCORD_TOKEN=abc   # secret\n"),
        ("DISCORD_TOKEN=#old\n", "abc", "DISCORD_TOKEN=abc\n"),
        ("export DISCORD_TOKEN = old\n", "abc", "export DISCORD_TOKEN=abc\n"),
        ("discord_token=old\n", "abc", "discord_token=abc\n"),
        ("TOKEN=old\n", "abc", "TOKEN=abc\n"),
        ("TOKEN=older\nDISCORD_TOKEN=old\n", "abc", "TOKEN=older\nDISCORD_TOKEN=abc\n"),
        ("DISCORD_TOKEN=1\nDISCORD_TOKEN=2\n", "abc", "DISCORD_TOKEN=abc\nDISCORD_TOKEN=abc\n"),
        ("DISCORD_TOKEN='a\nb'\nPORT=1\n", "abc", "DISCORD_TOKEN=abc\nPORT=1\n"),
        ('DISCORD_TOKEN="a\\"b" # x\n', "it's", "DISCORD_TOKEN='it\\'s' # x\n"),
        ("DISCORD_TOKEN\n", "abc", "DISCORD_TOKEN=abc\n"),
        ("#DISCORD_TOKEN=\n", "abc", "#DISCORD_TOKEN=\nDISCORD_TOKEN=abc\n"),
        ("\ufeffDISCORD_TOKEN=old\n", "abc", "\ufeffDISCORD_TOKEN=abc\n"),
        ("TOKEN=older\nDISCORD_TOKEN=old # x\n", "", "TOKEN=\nDISCORD_TOKEN= # x\n"),
        ("PORT=1\n", "", "PORT=1\n"),
    ],
)
def test_a_change(before: str, value: str, after: str) -> None:
    assert changed(before, [Change(TOKEN, value)]) == after


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("abc", "abc"),
        ("two words", "'two words'"),
        ("#1", "'#1'"),
        ("a\\b", "'a\\\\b'"),
        ("${HOME}", "'${:-$}{HOME}'"),
    ],
)
def test_quotes(value: str, line: str) -> None:
    assert quoted(value) == line


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\x00", "a\x1b", "\ud800"])
def test_what_a_line_cannot_hold_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="control character"):
        quoted(value)


def test_a_quote_that_is_never_closed_is_named_before_it_swallows_anything() -> None:
    broken = "PORT=1\nNAME='abc\n"
    assert unreadable_lines(broken) == [2]
    with pytest.raises(FileUnreadable, match="line 2 "):
        changed(broken, [Change(("TAB",), "it's mine")])


values = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30)
plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="'\"\r\n"), max_size=20)
lines = st.one_of(
    plain.map(lambda text: f"#{text}"),
    plain,
    st.sampled_from(
        ["", "  ", "TAB=old", "tab = old  # why", "export TAB='a\nb' # c", "TAB", "TAB="]
    ),
    st.sampled_from(["TOKEN=t", 'DISCORD_TOKEN="a b"# x', "OTHER=${TAB}", "{", '"type": "x",']),
)
files = st.tuples(st.lists(lines, max_size=8), st.sampled_from(["\n", "\r\n"])).map(
    lambda parts: parts[1].join(parts[0])
)


def _others(text: str) -> list[str]:
    """What sets neither variable, without the blank lines between."""
    ours = {"tab", "discord_token", "token"}
    found = parse_stream(StringIO(text, newline=""))
    kept = [b.original.string for b in found if not (b.key and b.key.casefold() in ours)]
    # Blank is what the parser takes for it: a line of \x1f, too, is the beginning of the next one.
    return [each for each in (text.strip("\r\n\t ") for text in kept) if each.strip()]


@given(files, values.filter(bool), values.filter(bool))
@example("TAB", "x", "y")
@example("\x1f", "0", "0")
@example("TOKEN=a\n", "${HOME}'\\", "$${")
def test_what_is_written_reads_back_and_everything_else_stays(
    tmp_path_factory: pytest.TempPathFactory, before: str, token: str, tab: str
) -> None:
    after = changed(before, [Change(TOKEN, token), Change(("TAB",), tab)])
    file = tmp_path_factory.getbasetemp() / "any.env"
    env_store.write(file, after)
    settings = Sample.load(file)
    assert (settings.discord_token, settings.tab) == (token, tab)

    assert _others(after) == _others(before)
    if "TAB" not in before.upper() and "TOKEN" not in before:
        assert after.startswith(before), "byte for byte"


@given(files)
def test_nothing_to_change_changes_nothing(before: str) -> None:
    assert changed(before, []) == before


def test_the_file_is_its_owners_alone_and_bytes_of_any_kind_stay(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"# f\xfcr uns\nTOKEN=a\n")
    file.chmod(0o644)
    link = tmp_path / "link.env"
    link.symlink_to(file)
    env_store.write(link, changed(env_store.read(link), [Change(TOKEN, "b")]))
    assert file.read_bytes() == b"# f\xfcr uns\nTOKEN=b\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert link.is_symlink()
    assert sorted(each.name for each in tmp_path.iterdir()) == [".env", "link.env"]
