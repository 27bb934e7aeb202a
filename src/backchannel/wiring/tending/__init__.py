"""Sources changed while the event runs: in the event file, which is the truth, and in the store."""
