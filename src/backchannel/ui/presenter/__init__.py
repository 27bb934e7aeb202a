"""The presenter's screen: the question that is now, in the largest letters that fit."""
