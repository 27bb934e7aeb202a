"""What an organiser should do before an event, found by looking at everything once."""
