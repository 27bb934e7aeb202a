"""Joining in without a screen: accounts, replies, posts, and what became of them."""
