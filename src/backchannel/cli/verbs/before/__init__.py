"""What is done before an event."""
