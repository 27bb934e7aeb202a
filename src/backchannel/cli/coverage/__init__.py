"""What the sources of an event cover, as `sources list` and `doctor` tell it."""
