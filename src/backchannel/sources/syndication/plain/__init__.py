"""The quick way through a feed that is well-formed and says nothing unusual.

What it yields is what feedparser would; at the first thing that it does not know for certain it
gives up, and feedparser reads the document.
"""
