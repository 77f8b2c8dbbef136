"""`--check` as far as both bots have it in common; each looks at its own spreadsheet itself."""
