"""What reading a source leaves behind, beside its bookmark."""
