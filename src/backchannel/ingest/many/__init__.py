"""What hundreds of sources need that a few do not: turns, and others who clean."""
