"""`--setup`: asks a person one thing at a time, by names instead of ids, and writes the `.env`.

Pure: `env_text` (how the file is changed), `questions` and `course` (what is asked next),
`answers` (what a typed line means), `choices`, `needed` and `sights` (what can be chosen), `words`.
I/O: `terminal`, `env_store`, `discord_look`, `sheet_look`, `trials`.
`interview` leads through it all.
"""
