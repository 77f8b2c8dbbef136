from apps.welcomecrew.ledger.rows import PROMO_FIELDS, WELCOME_FIELDS
from apps.welcomecrew.sheets.rules import TabCheck, check_tab

HEADER = ("note", "Ticket Number", "username", "clantag", "date closed")


def test_an_empty_tab_lacks_every_header() -> None:
    assert check_tab("Sheet1", (), WELCOME_FIELDS) == TabCheck(
        "Sheet1", missing_headers=WELCOME_FIELDS
    )


def test_counts() -> None:
    grid = (
        HEADER,
        ("", "0001", "Tom", "NOX", "2025-09-01 10:00"),
        ("", "", "", "", ""),
        ("mine", "", "", "", ""),
        ("", "0002", "Ana", "", ""),
        ("", "1", "Tom", "NOX", "2025-09-03 10:00"),
    )
    check = check_tab("Sheet1", grid, WELCOME_FIELDS)
    assert check == TabCheck(
        "Sheet1",
        tickets=3,
        incomplete=1,
        unfinished=("0002 (row 5)",),
        blank=1,
        duplicates=("0001 (rows 2, 6)",),
    )
    assert not check.is_well


def test_headers_that_are_there_twice() -> None:
    check = check_tab("Sheet1", ((*HEADER, "username"),), WELCOME_FIELDS)
    assert check.repeated_headers == ("username",)
    incomplete = check_tab("Sheet4", ((*HEADER, "username"),), PROMO_FIELDS)
    assert incomplete.missing_headers == ("type", "thread created")
    assert incomplete.repeated_headers == ("username",)


def test_a_tab_in_order_is_well() -> None:
    grid = (HEADER, ("", "0001", "Tom", "NOX", "2025-09-01 10:00"))
    assert check_tab("Sheet1", grid, WELCOME_FIELDS).is_well
