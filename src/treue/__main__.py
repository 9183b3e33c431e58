"""`python -m treue` is the command `treue` under another name."""

from treue.cli import main

if __name__ == "__main__":
    main()
