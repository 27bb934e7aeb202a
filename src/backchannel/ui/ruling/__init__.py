"""Rules at the desk: the alerts they set off, what they hide, making and switching them."""
