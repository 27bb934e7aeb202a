"""What many people do at once, each in their own way."""
