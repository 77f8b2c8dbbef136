"""Portions of JSON make the same whole, and refuse the same."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sheets.portions import loads

values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(values, st.sampled_from([None, 0, 2]))
def test_what_json_writes_is_read(value: Any, indent: int | None) -> None:
    assert loads(json.dumps(value, indent=indent)) == value
    assert loads(f" {json.dumps(value, ensure_ascii=False)}\n") == value


@given(
    values, st.lists(st.tuples(st.integers(0, 200), st.sampled_from('[]{}:,"1x \\')), max_size=3)
)
def test_damage_is_refused_where_json_refuses_it(value: Any, hits: list[tuple[int, str]]) -> None:
    text = json.dumps(value)
    for at, new in hits:
        text = text[:at] + new + text[at + 1 :]
    try:
        expected = json.loads(text)
    except json.JSONDecodeError:
        with pytest.raises(json.JSONDecodeError):
            loads(text)
    else:
        assert loads(text) == expected


def test_no_portion_is_larger_than_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["0042", "mia", number] for number in range(50)]
    answer = {"spreadsheetId": "x", "valueRanges": [{"range": "A1", "values": rows}] * 2}
    decode, portions = json.JSONDecoder.raw_decode, list[int]()

    def counted(self: json.JSONDecoder, text: str, at: int = 0) -> tuple[Any, int]:
        value, end = decode(self, text, at)
        portions.append(end - at)
        return value, end

    monkeypatch.setattr(json.JSONDecoder, "raw_decode", counted)
    assert loads(json.dumps(answer)) == answer
    assert len(portions) > 100
    assert max(portions) < 40
