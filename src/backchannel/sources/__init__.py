"""One file for each kind of place that people publish in."""
