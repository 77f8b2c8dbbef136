"""A stand-in for Google Sheets v4, as much of it as gspread uses here."""
