"""What benchmarks share: a real terminal to run programs in, full stores, honest tables."""
