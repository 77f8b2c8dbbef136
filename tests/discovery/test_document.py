"""The yardstick itself: it must refuse what Google's description doesn't have."""

import pytest

from tests.discovery.document import method_for, misfits, misfits_of_query

BATCH = {"$ref": "BatchUpdateSpreadsheetRequest"}
GET = "v4/spreadsheets/W"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"requests": [{"addSheet": {"properties": {"title": "A", "sheetId": 7}}}]}, ""),
        ({"requests": [{"addSheet": {"properties": {"titel": "A"}}}]}, "no such field"),
        ({"requests": [{"addSheet": {"properties": {"title": 5}}}]}, "is no string"),
        ({"requests": [{"addSheet": {"properties": {"sheetId": True}}}]}, "is no integer"),
        ({"requests": {"addSheet": {}}}, "is no array"),
        ({"request": []}, "request: there is no such field"),
        ({"requests": [{"appendDimension": {"dimension": "ROW"}}]}, "is none of"),
    ],
)
def test_a_body(body: object, says: str) -> None:
    found = misfits(body, BATCH)
    assert (says in found[0]) if says else not found


@pytest.mark.parametrize(
    ("verb", "path", "identifier"),
    [
        ("GET", GET, "sheets.spreadsheets.get"),
        ("POST", f"{GET}:batchUpdate", "sheets.spreadsheets.batchUpdate"),
        ("GET", f"{GET}/values:batchGet", "sheets.spreadsheets.values.batchGet"),
        ("GET", f"{GET}/values/'A'!A1:B", "sheets.spreadsheets.values.get"),
        ("POST", f"{GET}/values/A:append", "sheets.spreadsheets.values.append"),
        ("GET", f"{GET}:batchUpdate", ""),
        ("GET", "v3/spreadsheets/W", ""),
    ],
)
def test_a_method(verb: str, path: str, identifier: str) -> None:
    method = method_for(verb, path)
    assert (method["id"] if method else "") == identifier


def test_a_query() -> None:
    method = method_for("GET", f"{GET}/values:batchGet")
    assert method is not None
    well = (("ranges", "A"), ("ranges", "B"), ("majorDimension", "ROWS"), ("alt", "json"))
    assert misfits_of_query(method, well) == []
    assert "no such parameter" in misfits_of_query(method, (("range", "A"),))[0]
    assert "is none of" in misfits_of_query(method, (("majorDimension", "ROW"),))[0]
    assert "more than once" in misfits_of_query(method, (("fields", "a"), ("fields", "b")))[0]
