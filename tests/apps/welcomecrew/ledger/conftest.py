"""`--hypothesis-profile=long` tries a hundred times as much as the ordinary run."""

from hypothesis import settings

settings.register_profile("long", max_examples=10_000, deadline=None)
