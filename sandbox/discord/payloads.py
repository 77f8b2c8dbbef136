"""What Discord's objects hold beyond what simcord writes into them, by published description."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from sandbox.discord.wire import Payload

_DONE = "completed_by_the_sandbox"
# What only the account itself is told about itself.
_OWN = ("verified", "mfa_enabled", "locale", "flags")

Serializer = Callable[..., Any]


def complete(serializers: ModuleType) -> None:
    """Let simcord's serializers write whole objects: they call each other by these names.

    Done once per process, however many worlds there are.
    """
    if hasattr(serializers, _DONE):
        return
    setattr(serializers, _DONE, True)
    for name, finish in _FINISH.items():
        setattr(serializers, name, _finished(getattr(serializers, name), finish))


def own_user(user: Payload) -> Payload:
    """A user as its own account sees it (GET /users/@me, READY)."""
    return {**user, "verified": True, "mfa_enabled": False, "locale": "en-US", "email": None}


def _finished(serialize: Serializer, finish: Callable[[Payload], Payload]) -> Serializer:
    def whole(*args: Any, **options: Any) -> Payload:  # noqa: ANN401 - as the wrapped one takes them
        return finish(serialize(*args, **options))

    return whole


def _user(user: Payload) -> Payload:
    public = {key: value for key, value in user.items() if key not in _OWN}
    return {
        **public,
        "flags": user["public_flags"],
        "banner": None,
        "accent_color": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "display_name_styles": None,
        "primary_guild": None,
    }


def _member(member: Payload) -> Payload:
    return {"banner": None, "avatar_decoration_data": None, "collectibles": None, **member}


def _role(role: Payload) -> Payload:
    return {"description": None, **role}


def _guild(guild: Payload) -> Payload:
    return {
        **guild,
        "region": "deprecated",
        "home_header": None,
        "hub_type": None,
        "icon_hash": None,
        "incidents_data": None,
        "latest_onboarding_question_id": None,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "nsfw": False,
        "nsfw_level": 0,
        "owner_configured_content_level": None,
        "safety_alerts_channel_id": None,
        "widget_channel_id": None,
        "widget_enabled": False,
    }


def _channel(channel: Payload) -> Payload:
    return {"flags": 0, **channel}


def _message(message: Payload) -> Payload:
    message["embeds"] = [{"type": "rich", **embed} for embed in message["embeds"]]
    if message.get("nonce") is None:
        message = {key: value for key, value in message.items() if key != "nonce"}
    return message


_FINISH: dict[str, Callable[[Payload], Payload]] = {
    "user_payload": _user,
    "member_payload": _member,
    "role_payload": _role,
    "guild_create_payload": _guild,
    "channel_payload": _channel,
    "message_payload": _message,
}
