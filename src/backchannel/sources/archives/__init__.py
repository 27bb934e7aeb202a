"""What networks give people of their own posts: an archive of Mastodon, a repository of Bluesky."""
