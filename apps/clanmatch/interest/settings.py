"""The variables of members who are interested in a clan."""

from shared.config.fields import PerhapsOneOf, Thing
from shared.config.load import Settings
from shared.config.setting import setting


class InterestSettings(Settings):
    """Members who are interested in a clan."""

    interested_channel_id: int | None = setting(
        PerhapsOneOf(Thing.PLACE),
        default=None,
        description="channel told of members who are interested in a clan; empty: nobody is asked",
    )
    interested_role_id: int | None = setting(
        PerhapsOneOf(Thing.ROLE),
        default=None,
        description="role mentioned there, once per member, clan and day; empty: nobody",
    )
