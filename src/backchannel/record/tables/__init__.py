"""CSV: the record as tables, for a spreadsheet. `docs/using/record.md` says which columns."""
