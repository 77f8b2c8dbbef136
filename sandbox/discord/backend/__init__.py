"""simcord's world, corrected: each file a class over the one before."""
