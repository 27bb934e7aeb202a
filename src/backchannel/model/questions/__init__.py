"""What is told of questions by their words: whether it is one, whether two are the same."""
