"""Questions and cues in words, for verbs and for the desk of words."""
