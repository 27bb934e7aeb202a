"""The run of the day without a screen."""
