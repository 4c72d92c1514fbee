"""Mail: a row in the outbox, the server that takes it, and what each of its answers means."""
