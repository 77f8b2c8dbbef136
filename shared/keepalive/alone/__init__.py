"""The keepalive for a bot that isn't ours: one line, no settings, nothing raised into it."""
