"""Values behave as those that the standard library makes, method for method."""

import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace
from typing import Any

import pytest

from shared.immutable import immutable


@immutable
class Ours:
    name: str
    count: int = 0
    heard: list[str] = field(default_factory=list[str], compare=False)
    hidden: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Theirs:
    name: str
    count: int = 0
    heard: list[str] = field(default_factory=list[str], compare=False)
    hidden: str = field(default="", repr=False)


@immutable
class Child(Ours):
    age: int = 1


@immutable
class Empty:
    pass


@immutable
class Loud:
    name: str

    def __repr__(self) -> str:
        return self.name.upper()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 1


CASES: list[tuple[Any, ...]] = [("a",), ("a", 1), ("a", 1, ["x"]), ("a", 1, [], "h"), ("b", 1)]


@pytest.mark.parametrize("one", CASES)
@pytest.mark.parametrize("other", CASES)
def test_equal_and_hashed_by_the_same_fields(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    assert (Ours(*one) == Ours(*other)) == (Theirs(*one) == Theirs(*other))
    assert hash(Ours(*one)) == hash(Theirs(*one))


@pytest.mark.parametrize("one", CASES)
def test_printed_alike(one: tuple[Any, ...]) -> None:
    assert repr(Ours(*one)) == repr(Theirs(*one)).replace("Theirs", "Ours")


def test_nobody_of_another_class_is_equal() -> None:
    assert Ours("a") != Theirs("a")
    assert Ours("a") != Child("a")
    assert Ours("a") != "a"
    assert Child("a", age=2) != Child("a")
    assert Empty() == Empty()
    assert hash(Empty()) == hash(Empty())


def test_it_can_t_be_changed_and_holds_nothing_else() -> None:
    one = Ours("a")
    with pytest.raises(FrozenInstanceError):
        one.name = "b"  # pyright: ignore[reportAttributeAccessIssue] - that is the test
    assert not hasattr(one, "__dict__")
    assert replace(one, name="b") == Ours("b")
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own


def test_what_a_class_says_itself_stays() -> None:
    assert repr(Loud("a")) == "A"
    assert Loud("a") == Loud("b")
    assert hash(Loud("a")) == 1


def test_a_value_with_what_can_t_be_hashed_can_t_be_either() -> None:
    @immutable
    class Holds:
        items: list[int]

    assert Holds([1]) == Holds([1])
    with pytest.raises(TypeError):
        hash(Holds([1]))


def test_it_is_taken_apart_in_order() -> None:
    match Ours("a", 2):
        case Ours(name, count):
            assert (name, count) == ("a", 2)
