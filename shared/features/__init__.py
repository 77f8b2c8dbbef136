"""A bot as a list of features: what each brings, and how they are put together."""
