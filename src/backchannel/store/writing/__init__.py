"""How writes of this process reach the disk."""
