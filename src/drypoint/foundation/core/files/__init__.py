"""Files that people send: encrypted while they arrive, looked into, kept, and taken in once."""
