"""Which event is meant by what somebody types, and what goes with it."""
