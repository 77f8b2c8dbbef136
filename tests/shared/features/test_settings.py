"""One settings class composed of several; a variable has one owner."""

import pytest

from shared.config.fields import switch, whole
from shared.config.load import Settings, SettingsInvalid
from shared.config.setting import setting
from shared.config.variables import variables
from shared.features.settings import compose


class Base(Settings):
    port: int = setting(whole(at_least=1), default=1, names=("PORT", "OLD_PORT"))


class Tea(Settings):
    cups: int = setting(whole(at_least=1))


class Milk(Settings):
    milk: bool = setting(switch, default=False)


class AlsoTea(Settings):
    cups: int = setting(whole(at_least=2), default=2)


class OldPort(Settings):
    old_port: int = setting(whole(at_least=1), default=1)


def test_all_variables_in_the_order_of_the_list() -> None:
    composed = compose(Base, "All", Tea, Milk)
    assert [variable.name for variable in variables(composed)] == ["PORT", "CUPS", "MILK"]
    settings = composed.of({"cups": "3"})
    assert isinstance(settings, Base)
    assert isinstance(settings, Tea)
    assert (settings.port, settings.cups) == (1, 3)


def test_every_part_says_what_is_wrong() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        compose(Base, "All", Tea, Milk).of({"port": "0", "milk": "perhaps"})
    assert [p.variable for p in caught.value.problems] == ["PORT", "CUPS", "MILK"]


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ((Tea, AlsoTea), "AlsoTea and Tea both read CUPS"),
        ((OldPort,), "OldPort and Base both read OLD_PORT"),
    ],
)
def test_no_variable_has_two_owners(kinds: tuple[type[Settings], ...], words: str) -> None:
    with pytest.raises(LookupError, match=words):
        compose(Base, "All", *kinds)
