import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sheets.addresses import spreadsheet_id

ID = "1AbC-def_GHIjk"


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f" {ID}\n",
        f'"{ID}"',
        f"/{ID}/",
        f"{ID}/edit#gid=0",
        f"{ID}?gid=0",
        f"/d/{ID}/edit",
        f"spreadsheets/u/1/d/{ID}/edit",
        f"https://docs.google.com:443/spreadsheets/d/{ID}/edit",
        f"https://docs.google.com/spreadsheets/d/{ID}",
        f"https://docs.google.com/spreadsheets/d/{ID}/",
        f"https://docs.google.com/spreadsheets/d/{ID}/edit?gid=0#gid=0",
        f"https://docs.google.com/spreadsheets/d/{ID}/edit?usp=sharing",
        f"https://docs.google.com/spreadsheets/d/{ID}/htmlview",
        f"https://docs.google.com/spreadsheets/u/1/d/{ID}/edit",
        f"https://docs.google.com/spreadsheets/u/0/d/{ID}",
        f"https://docs.google.com/a/example.org/spreadsheets/d/{ID}/edit",
        f"https://docs.google.com/a/example.org/spreadsheets/u/2/d/{ID}/edit#gid=7",
        f"http://docs.google.com/spreadsheets/d/{ID}/edit",
        f"docs.google.com/spreadsheets/d/{ID}/edit",
        f"<https://docs.google.com/spreadsheets/d/{ID}/edit>",
        f"https://drive.google.com/file/d/{ID}/view?usp=drive_link",
        f"https://drive.google.com/open?id={ID}&usp=drive_copy",
        f"https://docs.google.com/spreadsheet/ccc?key={ID}#gid=0",
    ],
)
def test_the_id_is_found_in_every_address_that_google_shows(text: str) -> None:
    assert spreadsheet_id(text) == ID


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no spreadsheet id"),
        ("my roster", "no spreadsheet id"),
        ("https://example.org/spreadsheets/d/1AbC-def_GHIjk", "no spreadsheet id"),
        ("https://docs.google.com/spreadsheets/d/", "no spreadsheet id"),
        ("https://docs.google.com/spreadsheets/", "no spreadsheet id"),
        ("https://docs.google.com/spreadsheets/d/e/2PACX-1vAbCdEfGh/pubhtml", "published copy"),
        (f"https://docs.google.com/document/d/{ID}/edit", "a document"),
        (f"https://docs.google.com/forms/d/{ID}/edit", "a form"),
        (f"https://drive.google.com/drive/folders/{ID}", "a folder"),
    ],
)
def test_what_is_no_spreadsheet_is_named(text: str, says: str) -> None:
    with pytest.raises(ValueError, match="between /d/ and /edit") as caught:
        spreadsheet_id(text)
    assert says in str(caught.value)


@given(st.text(), st.text())
def test_any_text_is_an_id_or_a_value_error(one: str, other: str) -> None:
    for text in (one, f"https://docs.google.com/{one}/d/{other}", f"docs.google.com/{one}?{other}"):
        try:
            found = spreadsheet_id(text)
        except ValueError:
            continue
        assert len(found) >= 10
