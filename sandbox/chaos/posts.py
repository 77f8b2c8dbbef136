"""What the bots posted where it must come once: questions for a tag, and the daily summary."""

from collections import Counter

from sandbox.discord.scenes.sample_world import CLANMATCH, WELCOMECREW
from sandbox.discord.wire import Payload
from sandbox.discord.world.feed import WorldEvent
from sandbox.server import Sandbox


class Posts:
    """Counts every such post, those that were removed later as well."""

    def __init__(self, box: Sandbox) -> None:
        self._asker = str(box.world.apps[WELCOMECREW].user_id)
        self._reporter = str(box.world.apps[CLANMATCH].user_id)
        self._summary_place = box.places.channels["recruiters"]
        self.questions: Counter[int] = Counter()
        """By thread."""
        self.bots_asked: list[str] = []
        """Names of the bots that a question mentioned."""
        self.summaries: Counter[str] = Counter()
        """By footer, which names the day."""

    def hear(self, event: WorldEvent) -> None:
        """For `Sandbox.subscribe`."""
        if event.name != "MESSAGE_CREATE" or event.channel_id is None:
            return
        message, author = event.payload, event.payload["author"]["id"]
        if author == self._asker and asks(message):
            self.questions[event.channel_id] += 1
            self.bots_asked += [it["username"] for it in message["mentions"] if it["bot"]]
        if author == self._reporter and event.channel_id == self._summary_place:
            footer = message["embeds"][0].get("footer", {}).get("text", "")
            self.summaries[footer] += footer.startswith("Daily summary")


def asks(message: Payload) -> bool:
    """Whether it asks for a tag: what is offered below an answer has ids of another kind."""
    inner = (each for row in message["components"] for each in row["components"])
    return any(str(each.get("custom_id", "")).startswith("tag:") for each in inner)
