"""Markdown: the event to read and to send round, in one file or one for each session."""
