"""Untrusted text to text that is safe to draw."""
