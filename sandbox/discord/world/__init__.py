"""What there is, who hears of its changes, and what its rules remember."""
