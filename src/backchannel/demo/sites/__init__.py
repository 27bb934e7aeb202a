"""The invented sites: what each one shows of the event so far, in its own protocol."""
