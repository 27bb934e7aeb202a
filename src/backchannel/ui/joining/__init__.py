"""Joining in: replies and posts of one's own, written, looked at, sent, and followed."""
