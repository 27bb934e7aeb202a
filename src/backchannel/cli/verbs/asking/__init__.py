"""Verbs about questions, cues and the presenter."""
