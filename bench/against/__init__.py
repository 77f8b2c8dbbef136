"""`make bench AGAINST=<commit>`: today's code beside that of an earlier commit, in turns."""
