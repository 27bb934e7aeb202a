"""What the sources cover, over the desk."""
