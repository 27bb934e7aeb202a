"""What may be wrong with the rows of a store, and how that is made right again."""
