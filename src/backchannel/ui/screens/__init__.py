"""What opens over the desk: panels with lists, and screens of their own."""
