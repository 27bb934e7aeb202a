"""A small real internet on loopback, replaying an invented event."""
