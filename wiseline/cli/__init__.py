"""The `wiseline` command. Each module is one command, or a thing that several of them need."""
