"""How drafts are made into posts: parts of that, and where it is done."""
