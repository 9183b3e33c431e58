"""`python -m treue` is the command `treue` under another name."""

from treue.app import main

if __name__ == "__main__":
    main()
