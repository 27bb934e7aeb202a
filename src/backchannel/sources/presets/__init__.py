"""Sources for places that everybody knows: their names, and where their feeds are."""
