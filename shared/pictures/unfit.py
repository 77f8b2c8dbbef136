"""Why no picture can be made of what was given."""


class NotAnImage(Exception):
    """The bytes are no picture of a kind that we know, or a broken one."""


class NothingToSee(Exception):
    """The picture is one, and all of it is transparent."""


class TooManyPixels(Exception):
    """The picture would be too large when decoded."""
