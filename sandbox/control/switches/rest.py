"""What the REST API can do to a bot, and the budget of identifies that it tells."""

from sandbox.control.switches.kinds import REST, FaultDesk, Switch, rest
from sandbox.discord.faults import HangUp, RestFault


def _few_identifies(desk: FaultDesk, bot: str, on: bool) -> None:  # noqa: FBT001 - the switch's position
    if on:
        desk.discord.session_limit(0, 60.0, bot=bot)
    else:
        desk.discord.session_limits.pop(bot, None)


SWITCHES: tuple[Switch, ...] = (
    rest(
        "rest-429",
        "429 to everything",
        "Every call is told to come back in 5 s.",
        lambda bot: RestFault(status=429, retry_after=5.0, bot=bot),
    ),
    rest(
        "rest-503",
        "503 to everything",
        "Discord is having a bad day.",
        lambda bot: RestFault(status=503, bot=bot),
    ),
    rest(
        "rest-slow",
        "Slow answers",
        "Each answer takes 2 s.",
        lambda bot: RestFault(delay=2.0, bot=bot),
    ),
    rest(
        "rest-closed",
        "Connections closed",
        "Nothing is done, and the connection is closed without an answer.",
        lambda bot: RestFault(hang_up=HangUp.UNANSWERED, bot=bot),
    ),
    rest(
        "rest-closed-after",
        "Done, then closed",
        "The call is carried out; its answer never comes.",
        lambda bot: RestFault(hang_up=HangUp.UNANSWERED, after=True, bot=bot),
    ),
    rest(
        "rest-halfway",
        "Half an answer",
        "The call is carried out; the connection is closed in the middle of the answer.",
        lambda bot: RestFault(hang_up=HangUp.HALFWAY, after=True, bot=bot),
    ),
    rest(
        "rest-charset",
        "Charset in the header",
        "Answers come as `application/json; charset=utf-8`, as from some proxies.",
        lambda bot: RestFault(content_type="application/json; charset=utf-8", bot=bot),
    ),
    rest(
        "login-429",
        "Login rate limited",
        "The next login is told to wait; restart the bot to see it.",
        lambda bot: RestFault(match="GET /users/@me", status=429, retry_after=30.0, bot=bot),
    ),
    rest(
        "login-401",
        "Token refused",
        "The next login is refused; restart the bot to see it.",
        lambda bot: RestFault(match="GET /users/@me", status=401, bot=bot),
    ),
    Switch(
        "few-identifies",
        REST,
        "Identify budget spent",
        "No identify left for a minute; restart the bot to see it wait.",
        _few_identifies,
        lambda desk, bot: bot in desk.discord.session_limits,
    ),
)
