"""A long bad day: `python -m benchmarks.soak --minutes 30`."""
