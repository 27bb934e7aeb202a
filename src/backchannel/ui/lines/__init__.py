"""A post as lines of text that fit a width; knows nothing of the terminal or of Textual."""
