"""The optional part of `render.yaml`, as it is once somebody has taken its marks away."""

from pathlib import Path
from typing import Any

import yaml

from shared.config.variables import variables
from tests.docs.settings_pages import APPS

BLUEPRINT = (Path(__file__).parents[2] / "render.yaml").read_text("utf-8")
# What Render's Blueprint specification knows of a Key Value service, as far as we use it.
STORE_KEYS = {"type", "name", "region", "plan", "maxmemoryPolicy", "ipAllowList"}


def services() -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in yaml.safe_load(BLUEPRINT.replace("#: ", ""))["services"]}


def test_the_store_is_private_and_never_forgets() -> None:
    (store,) = (each for each in services().values() if each["type"] == "keyvalue")
    assert set(store) == STORE_KEYS
    assert store["ipAllowList"] == []
    assert store["maxmemoryPolicy"] == "noeviction"
    assert {each["region"] for each in services().values()} == {store["region"]}


def test_each_bot_is_told_where_the_store_is() -> None:
    for app, settings in APPS.items():
        (url,) = (each for each in services()[app]["envVars"] if each["key"] == "REDIS_URL")
        assert url["fromService"]["type"] == "keyvalue"
        assert services()[url["fromService"]["name"]]["type"] == "keyvalue"
        assert url["fromService"]["property"] == "connectionString"
        assert "REDIS_URL" in {each.name for each in variables(settings)}


def test_it_is_off_by_default() -> None:
    assert "keyvalue" not in {each["type"] for each in yaml.safe_load(BLUEPRINT)["services"]}
    assert not any("REDIS_URL" in str(each) for each in yaml.safe_load(BLUEPRINT)["services"])
