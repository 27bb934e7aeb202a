"""What presenter and operator work with, one module a thing."""
