"""The invented event: who takes part, what they say, and when."""
