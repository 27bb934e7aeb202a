"""Screens, in Textual; sees the store and the model, nothing else."""

import os
import sys

# Textual paints at most this often, and 60 times a second, as it is by itself, lets a key that
# comes right after new posts were painted wait for up to 17 ms. At rest nothing is painted anyway.
os.environ.setdefault("TEXTUAL_FPS", "480")

# A frame is written, and posts are read, by threads of their own. As it is by itself they wait for
# whoever computes for 5 ms at a time, and so does a key while they have their turn.
sys.setswitchinterval(0.001)
