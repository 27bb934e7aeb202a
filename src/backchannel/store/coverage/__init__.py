"""What the sources cover: how old and new their posts are, what they cannot show, near tags."""
