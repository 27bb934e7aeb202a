"""JSON Lines: the raw record, which another desk can take in. `docs/using/record-format.md`."""
