"""Collecting when the event is over: ever more seldom while nothing comes."""
