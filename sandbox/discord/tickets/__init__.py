"""The server's ticket bot, and the many ways in which such bots say closed."""
