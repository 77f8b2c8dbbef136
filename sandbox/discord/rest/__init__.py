"""The REST wire: reading, limits, faults, answers."""
