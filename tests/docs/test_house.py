"""The picture of the house: whatever the import rules become, it shows them."""

from typing import Any

from tests.docs.house import House

GROUND: dict[str, Any] = {"type": "layers", "layers": ["apps | tools", "shared"]}
BOTS: dict[str, Any] = {"type": "independence", "modules": ["apps.one", "apps.two"]}


def drawn(*contracts: dict[str, Any]) -> list[str]:
    return House([GROUND, BOTS, *contracts]).draw().splitlines()


def layers(*floors: str, containers: list[str], **more: Any) -> dict[str, Any]:
    return {"type": "layers", "layers": [*floors], "containers": containers, **more}


def test_towers_stand_side_by_side_on_what_they_import() -> None:
    house = drawn(layers("app", "cogs | jobs", containers=["apps.one"]))
    names = [line for line in house if "apps.two" in line and "tools" in line]
    assert len(names) == 1, "towers of one storey begin on the same line"
    assert "apps.one" in house[0], "the highest tower begins first"
    ground = next(at for at, line in enumerate(house) if "─ shared ─" in line)
    assert ground > house.index(names[0])


def test_rooms_that_may_not_import_each_other_have_a_wall_between() -> None:
    house = drawn(
        layers("app", "cogs | jobs", "texts : rules", containers=["apps.one"]),
    )
    assert any("cogs │ jobs" in line for line in house)
    assert any("texts ┊ rules" in line for line in house)


def test_features_that_are_held_apart_by_a_contract_of_their_own_have_walls() -> None:
    tower = layers("app", "find : greet", "roster", containers=["apps.one"])
    assert any("find ┊ greet" in line for line in drawn(tower))
    for modules in (["apps.one.find", "apps.one.greet"], ["apps.one.*"], ["apps.**"]):
        apart = {"type": "independence", "modules": modules}
        assert any("find │ greet" in line for line in drawn(tower, apart))


def test_features_without_floors_of_their_bot_are_drawn_all_the_same() -> None:
    apart = {"type": "independence", "modules": ["apps.one.find", "apps.one.greet"]}
    assert any("find │ greet" in line for line in drawn(apart))


def test_what_each_feature_is_made_of_is_drawn_once() -> None:
    inside = ("feature", "(cog) : (job)", "(rules)")
    for containers, title in (
        (["apps.one.find", "apps.two.greet"], "each room of apps.one, apps.two"),
        (["apps.*.*"], "apps.….…"),
    ):
        house = drawn(layers(*inside, containers=containers))
        assert sum(title in line for line in house) == 1
        assert any("(cog) ┊ (job)" in line for line in house)


def test_a_container_within_a_tower_is_drawn_below() -> None:
    house = drawn(layers("app", containers=["tools"]), layers("door", containers=["tools.app"]))
    outer = next(at for at, line in enumerate(house) if "─ shared ─" in line)
    assert next(at for at, line in enumerate(house) if "─ tools.app ─" in line) > outer


def test_an_import_that_is_excused_is_named() -> None:
    excused = layers("app", containers=["apps.one"], ignore_imports=["apps.one.a -> apps.one.b"])
    assert drawn(excused)[-1] == "except apps.one.a → apps.one.b"


def test_many_rooms_take_several_lines_and_no_line_is_broken() -> None:
    many = [f"room_{number:02}" for number in range(30)]
    house = drawn(layers(" | ".join(many), containers=["apps.one"]))
    assert [room for room in many if not any(room in line for line in house)] == []
    assert {line[35] for line in house if line.startswith("│ room")} == {"│"}, "the outer wall"
