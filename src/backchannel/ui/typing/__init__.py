"""Where one types at the bottom of the desk: a filter, a note, an answer."""
