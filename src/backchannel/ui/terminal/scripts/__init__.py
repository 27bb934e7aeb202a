"""Scripts of which a terminal does not say how wide they are."""
