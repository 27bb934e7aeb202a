"""What the facilitator wrote, on its way out: sent once, looked for where that is in doubt."""
