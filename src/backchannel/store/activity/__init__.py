"""What is going on: how many posts a minute, and who and what comes up most."""
