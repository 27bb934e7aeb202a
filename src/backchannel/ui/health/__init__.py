"""How sources, collector and clock are doing, in words."""
