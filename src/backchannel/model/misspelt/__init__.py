"""Tags that are nearly the event's: probably meant, never taken without being asked."""
