"""The faults as a person meets them: a switch or a button each, in plain words."""
