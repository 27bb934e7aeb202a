"""What can be saved of a damaged store, read page by page (sqlite.org/fileformat2.html)."""
