"""What somebody with an account on the invented Mastodon server can do: log in, search, write."""
