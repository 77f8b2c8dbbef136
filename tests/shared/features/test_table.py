"""The access table that features make together, and what it refuses at the start."""

from collections.abc import Mapping
from typing import Any

import pytest

from shared.chat.gate import CommandRule
from shared.config.fields import switch
from shared.config.load import Settings
from shared.config.setting import setting
from shared.features.feature import Brings, Feature, Row
from shared.features.settings import compose
from shared.features.table import command_rules


class Tea(Settings):
    enable_cmd_tea: bool = setting(switch, default=True)
    enable_cmd_tea_cups: bool = setting(switch, default=False)


class Milk(Settings):
    enable_cmd_milk: bool = setting(switch, default=True)


class Sugar(Settings):
    sweet: bool = setting(switch, default=True)


SETTINGS = compose(Settings, "All", Tea, Milk, Sugar).of({})
TEA = {"tea": Row(), "tea-cups": Row("guests")}


def feature(settings: type[Settings], rows: Mapping[str, Row]) -> Feature[Any, Any]:
    return Feature(
        name=settings.__name__, settings=settings, commands=rows, bring=lambda _, __: Brings()
    )


def test_one_table_of_all_rows() -> None:
    milk = feature(Milk, {"milk": Row(), "cream": Row(switch="ENABLE_CMD_MILK")})
    assert command_rules([feature(Tea, TEA), milk, feature(Sugar, {})], SETTINGS) == {
        "tea": CommandRule("everyone", "ENABLE_CMD_TEA", enabled=True),
        "tea-cups": CommandRule("guests", "ENABLE_CMD_TEA_CUPS", enabled=False),
        "milk": CommandRule("everyone", "ENABLE_CMD_MILK", enabled=True),
        "cream": CommandRule("everyone", "ENABLE_CMD_MILK", enabled=True),
    }


@pytest.mark.parametrize(
    ("settings", "rows", "words"),
    [
        (Milk, {"milk": Row(), "tea": Row(switch="ENABLE_CMD_MILK")}, "tea has a row .* already"),
        (Milk, {"milk": Row(), "cream": Row()}, "ENABLE_CMD_CREAM of cream is no variable"),
        (Milk, {"milk": Row(switch="ENABLE_CMD_TEA")}, "ENABLE_CMD_TEA of milk is no variable"),
        (Milk, {}, "ENABLE_CMD_MILK switches no command"),
    ],
)
def test_a_fault_of_the_table_ends_the_start(
    settings: type[Settings], rows: dict[str, Row], words: str
) -> None:
    with pytest.raises(LookupError, match=words):
        command_rules([feature(Tea, TEA), feature(settings, rows)], SETTINGS)


def test_a_feature_without_its_settings_is_refused() -> None:
    nothing: Any = None
    with pytest.raises(TypeError, match="Milk needs Milk among the settings"):
        feature(Milk, {}).brought(nothing, Tea.of({}))
