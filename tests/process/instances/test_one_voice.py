"""Deploys, a holder that dies and one that is frozen: always one voice, and nothing is lost."""

import asyncio
import signal

import pytest

from tests.process.instances.house import (
    APPS,
    TAKEN_OVER_WITHIN_S,
    House,
    for_each_bot,
    open_house,
)
from tests.process.instances.people import busy_people, freeze_before_a_write

pytestmark = [pytest.mark.process, pytest.mark.long, pytest.mark.timeout(180)]

# From dropping the gateway to the successor's identify.
SHORT_SILENCE_S = 6.0


async def test_deploys_a_dead_holder_and_a_frozen_one() -> None:
    async with open_house() as house:
        async with busy_people(house) as people:
            await for_each_bot(lambda app: deploy_after_deploy(house, app))
            await people.is_answered()
            await for_each_bot(lambda app: the_holder_is_frozen(house, app))
            await people.is_answered()
            await for_each_bot(lambda app: the_holder_dies(house, app))
            await people.is_answered()
        for app in APPS:
            house.is_sound(app)


async def deploy_after_deploy(house: House, app: str) -> None:
    """The newest instance wins, once; the silence between is short."""
    before, begun = await house.one_speaks(app), house.sessions(app)
    speaker = before
    for _ in range(2):
        await house.host.deploy(app)
        # One that is asked for the turn before it has identified would hand it on without.
        speaker = await house.one_speaks(app, among=[house.host.of(app)[-1]])
    assert speaker.term == before.term + 2, "nobody took the turn in between"
    assert house.sessions(app) == begun + 2
    assert house.longest_silence(app) < SHORT_SILENCE_S
    assert set(house.ends(app)) == {"1000"}, "each holder said goodbye when it handed over"


async def the_holder_dies(house: House, app: str) -> None:
    """Its machine is gone: nobody starts it again. The one that stands by takes over."""
    speaker = await house.one_speaks(app)
    begun = house.sessions(app)
    speaker.bot.signal(signal.SIGKILL)
    removing = asyncio.create_task(house.host.remove(speaker.bot))
    await house.box.records.until(lambda: house.sessions(app) > begun, TAKEN_OVER_WITHIN_S)
    await removing
    assert (await house.one_speaks(app)).term == speaker.term + 1


async def the_holder_is_frozen(house: House, app: str) -> None:
    """It wakes when another one speaks, in the middle of its work, and says nothing any more."""
    speaker = await house.one_speaks(app)
    begun = house.sessions(app)
    if app == "welcomecrew":
        await freeze_before_a_write(house, speaker.bot)
    else:
        speaker.bot.freeze()
    await house.box.records.until(lambda: house.sessions(app) > begun, TAKEN_OVER_WITHIN_S)
    successor = await house.one_speaks(app)
    speaker.bot.thaw()
    still = await house.one_speaks(app, among=[successor.bot])
    assert still.term == successor.term
    assert house.sessions(app) == begun + 1
