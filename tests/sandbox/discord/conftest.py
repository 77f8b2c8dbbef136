"""Fixtures of this folder."""

from tests.sandbox.discord.clients import box

__all__ = ["box"]
