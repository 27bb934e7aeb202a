"""`python -m backchannel` is the same program as `backchannel`."""

from backchannel.cli import main

if __name__ == "__main__":
    main()
