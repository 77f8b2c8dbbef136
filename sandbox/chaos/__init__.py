"""Both bots under faults that come at random from a seed, and whether all came right in the end."""
