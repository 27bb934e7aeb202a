"""Writing with an account: what goes out, once, and what a server says to it."""
