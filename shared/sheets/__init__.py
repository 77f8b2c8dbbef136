"""A workbook at Google as the bots need it; only `google.py` knows gspread."""
