"""Answers to interactions: the sandbox adds only what several bots and archived threads need."""

from sandbox.discord.calls import Call, Reply, Route
from sandbox.discord.wire import Json


def callback(call: Call) -> Json:
    """POST the first answer; its body is told only to those who ask for it."""
    answer = call.simcord()
    return answer if call.params.get("with_response") in ("1", "true") else Reply(204, None)


ROUTES = (Route("POST", "/interactions/{interaction_id}/{token}/callback", callback),)
