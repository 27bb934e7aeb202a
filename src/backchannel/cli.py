"""Arguments to a role; exit codes. Imports nothing heavy."""


def main() -> None:
    """Run the command line."""
    raise SystemExit(1)
