"""Another instance of the bot, during a deploy, is quicker: its doing is no person's."""

from typing import Any

from apps.welcomecrew.question.components import question_view
from apps.welcomecrew.question.state import PickerState, question_text
from shared.tickets.tags import KnownTags
from tests.behaviour.welcomecrew.tickets import Tickets, tickets


def asks_first(they: Tickets, thread: int, marker: int) -> None:
    """As soon as the thread is locked the other instance unlocks it, and asks."""
    own, backend = they.backend.bot_user.id, they.backend

    def when_locked(event: str, payload: Any) -> None:
        if event != "THREAD_UPDATE" or not payload["thread_metadata"]["locked"]:
            return
        backend.subscribers.remove(when_locked)
        opened = {"archived": False, "locked": False}
        backend.edit_channel(thread, {}, thread_metadata=opened)
        state = PickerState(0, marker, shut=True, locked=True)
        view = question_view(KnownTags(), state, reload=False)
        words = question_text("0042", "tom", 0)
        backend.create_message(thread, own, words, components=view.to_components())

    backend.subscribers.append(when_locked)


async def test_the_question_of_another_instance_stands() -> None:
    async with tickets() as they:
        await they.looked_around()
        thread = await they.open("0042-tom")
        await they.close(thread)
        marker = max(they.backend.messages[thread])
        asks_first(they, thread, marker)
        await they.archive(thread, locked=True)
        await they.settle()
        words = [each.content for each in they.own_words(thread)]
        assert not any("reopened" in each for each in words), words
        await they.say(they.crew.person("ann", "recruiter"), thread, "NOX")
        await they.is_named(thread, "Closed-0042-tom-NOX")
        meta = they.thread(thread).thread_metadata
        await they.until(lambda: bool(meta.archived and meta.locked))
