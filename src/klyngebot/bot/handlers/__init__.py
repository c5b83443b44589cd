"""Handlers read the update, ask one use case, and show one reply."""
