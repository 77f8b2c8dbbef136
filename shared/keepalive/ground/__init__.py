"""What the keepalive stands on: the clock, schedules, turns, the reader of settings, safe words.

The standard library is all that is needed here; the rest of `shared` stands on it as well.
"""
