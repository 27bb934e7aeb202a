"""Screens, in Textual; sees the store and the model, nothing else."""

import os

# Textual paints at most this often, and 60 times a second, as it is by itself, lets a key that
# comes right after new posts were painted wait for up to 17 ms. At rest nothing is painted anyway.
os.environ.setdefault("TEXTUAL_FPS", "480")
