"""Of several instances of a bot one speaks at a time; what everybody needs to know of that."""
