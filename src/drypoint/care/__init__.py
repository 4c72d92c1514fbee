"""The visit, in its order."""
