"""What another desk collected and decided, taken in: once, however often it is done."""
