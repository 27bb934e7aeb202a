"""Parts of the details, each in a module of its own."""
