"""Discord's rules that simcord lacks, a file each."""
