"""A recorded event that is played again: its clock, what comes when, and the way back."""
