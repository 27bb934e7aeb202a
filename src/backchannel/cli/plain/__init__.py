"""The desk in plain lines: for screen readers, Braille, pipes and scripts. Nothing is redrawn."""
