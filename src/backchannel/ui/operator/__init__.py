"""The operator: the pins in their order, what is on air and for how long, and what is next."""
