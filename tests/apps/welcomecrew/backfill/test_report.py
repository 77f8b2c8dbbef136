"""What a backfill says about itself."""

from datetime import UTC, datetime, timedelta

from apps.welcomecrew.backfill.report import Line, Report, Result, counts_line, details, progress

START = datetime(2026, 1, 5, 12, tzinfo=UTC)


def report(*, dry: bool = False, read: int = 0, total: int = 0) -> Report:
    made = Report(START, dry, total=total, phase="reading threads")
    for number in range(read):
        made.add(Line(Result.INSERTED, f"{number:04}-tom", "clantag: – → NOX"))
    return made


def test_bar_counts_and_time_left() -> None:
    text = progress(report(read=25, total=100), START + timedelta(seconds=30))
    assert text.splitlines() == [
        "**Backfill**: reading threads",
        "`█████░░░░░░░░░░░░░░░` 25/100 · about 1:30 left",
        "25 inserted · 0 updated · 0 unchanged · 0 skipped · 0 failed",
    ]


def test_before_the_first_and_after_the_last_thread_no_time_is_guessed() -> None:
    for made in (report(total=100), report(read=3, total=3), report()):
        assert "left" not in progress(made, START + timedelta(seconds=30))


def test_a_dry_run_says_that_nothing_is_written() -> None:
    made = report(dry=True, read=1, total=1)
    assert "nothing is written" in progress(made, START)
    assert counts_line(made).startswith("1 to insert · 0 to update")
    assert "to insert  0000-tom  clantag: – → NOX" in details(made)


def test_rows_that_wait_are_told() -> None:
    made = report(read=2, total=2)
    made.waiting = 1
    assert counts_line(made).endswith("· 1 row waiting to be written")


def test_details_are_sorted_by_result_and_leave_out_what_is_unchanged() -> None:
    made = report(read=1, total=4)
    made.add(Line(Result.UNCHANGED, "0001-ann", ""))
    made.add(Line(Result.FAILED, "0002-bob", "Discord was too slow"))
    made.add(Line(Result.SKIPPED, "0003-eve", "no close marker"))
    text = details(made)
    assert text.splitlines()[0] == "Backfill of 2026-01-05 12:00 UTC"
    assert text.index("0003-eve  no close marker") < text.index("0002-bob  Discord was too slow")
    assert "0001-ann" not in text
