"""The verbs of the day after: what is written out of a store, and taken into one."""
