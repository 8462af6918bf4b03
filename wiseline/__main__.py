"""`python -m wiseline` is the `wiseline` command."""

from wiseline.cli.app import main

if __name__ == "__main__":
    main()
