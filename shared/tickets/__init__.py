"""What both bots know of tickets: the names of their threads, and the tags at the end of those."""
