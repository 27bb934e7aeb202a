"""`sources add`, `remove` and `kinds`: the sources of an event, changed in its file."""
