"""The store is slow, empty, out of reach for one, or gone: one voice, or none and why."""

import pytest

from tests.process.instances.house import (
    APPS,
    TAKEN_OVER_WITHIN_S,
    TTL_S,
    House,
    Speaker,
    for_each_bot,
    open_house,
)
from tests.process.instances.people import busy_people

pytestmark = [pytest.mark.process, pytest.mark.long, pytest.mark.timeout(180)]

# Within what a store may take to answer: a quarter of the time to live.
SLOW_S = TTL_S / 8


async def test_the_store_in_trouble() -> None:
    async with open_house() as house:
        async with busy_people(house) as people:
            await a_slow_store_changes_nothing(house)
            await an_emptied_store_changes_nothing(house)
            await people.is_answered()
            await for_each_bot(lambda app: the_holder_is_cut_off(house, app))
            await people.is_answered()
            await the_store_is_gone(house)
            await people.is_answered()
        for app in APPS:
            house.is_sound(app)


async def a_slow_store_changes_nothing(house: House) -> None:
    before = {app: await house.one_speaks(app) for app in APPS}
    for way in house.store.ways.values():
        await way.slow(SLOW_S)
    await same_voices(house, before, for_s=TTL_S)
    for way in house.store.ways.values():
        await way.restore()


async def an_emptied_store_changes_nothing(house: House) -> None:
    """The holder puts its own turn back; nobody else takes it while it may."""
    before = {app: await house.one_speaks(app) for app in APPS}
    await house.store.server.restart_empty()
    await same_voices(house, before, for_s=TTL_S + 1)


async def same_voices(house: House, before: dict[str, Speaker], *, for_s: float) -> None:
    begun = {app: house.sessions(app) for app in APPS}
    await house.stays(lambda: {app: house.sessions(app) for app in APPS} == begun, for_s)
    for app in APPS:
        assert await house.one_speaks(app) == before[app]


async def the_holder_is_cut_off(house: House, app: str) -> None:
    """It is silent before the other one begins; back at the store it stands by."""
    speaker = await house.one_speaks(app)
    begun = house.sessions(app)
    await house.store.ways[speaker.bot.name].cut()
    await house.box.records.until(lambda: house.sessions(app) > begun, TAKEN_OVER_WITHIN_S)
    successor = await house.one_speaks(app, among=house.others(app, speaker.bot))
    assert successor.term > speaker.term
    said = await house.health(speaker.bot)
    assert "can't be reached" in said["reason"], said
    await house.store.ways[speaker.bot.name].restore()
    await house.one_speaks(app, among=[successor.bot])


async def the_store_is_gone(house: House) -> None:
    """Who speaks falls silent in time, nobody begins, and nothing crashes; then all goes on."""
    begun = {app: house.sessions(app) for app in APPS}
    await house.store.server.stop()
    await for_each_bot(
        lambda app: house.all_stand_by(app, because="can't be reached", within=TTL_S + 6)
    )
    assert begun == {app: house.sessions(app) for app in APPS}
    await house.store.server.start()
    await for_each_bot(house.one_speaks)
