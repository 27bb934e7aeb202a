"""What goes out with an account, for every command that says something to the world."""
