"""Rules without a screen, and the alerts that they set off."""
