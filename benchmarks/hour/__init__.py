"""One source of each kind, for an hour: `python -m benchmarks.hour --minutes 60`."""
