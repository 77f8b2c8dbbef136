"""Edits of one message in the order in which people asked: only the latest of those that wait."""

import asyncio

from apps.clanmatch.search.latest import LatestEdits


async def test_of_those_that_wait_only_the_latest_is_made() -> None:
    edits, made, first_goes_on = LatestEdits(), list[int](), asyncio.Event()

    async def edit(number: int) -> None:
        async with edits.turn(7, number) as is_latest:
            if is_latest:
                made.append(number)
                await first_goes_on.wait()

    first = asyncio.create_task(edit(edits.draw(7)))
    await asyncio.sleep(0)
    numbers = [edits.draw(7) for _ in range(3)]
    # They come to their turn in another order than they were asked for.
    others = [asyncio.create_task(edit(number)) for number in reversed(numbers)]
    await asyncio.sleep(0)
    first_goes_on.set()
    await asyncio.gather(first, *others)
    assert made == [1, 4]


async def test_messages_do_not_wait_for_each_other() -> None:
    edits = LatestEdits()
    async with edits.turn(1, edits.draw(1)) as one, edits.turn(2, edits.draw(2)) as other:
        assert one
        assert other


async def test_what_is_remembered_is_bounded() -> None:
    edits = LatestEdits()
    number = edits.draw(0)
    for message_id in range(1, 2000):
        edits.draw(message_id)
    async with edits.turn(0, number) as is_latest:
        assert is_latest
