"""`python -m generator` runs the `taskplate` command."""

from generator.cli.main import main

if __name__ == "__main__":
    main()
