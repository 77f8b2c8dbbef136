"""The bare things that ours is measured against, each a process of its own."""
