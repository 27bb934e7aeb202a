"""Sources at the desk: add one, test one, take one out."""
