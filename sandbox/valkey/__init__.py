"""A store as the bots have it at a host, and the trouble that one can have with it."""
