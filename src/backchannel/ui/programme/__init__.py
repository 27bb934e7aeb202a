"""The run of the day at the desk: the programme, and what is open when a session is over."""
