"""Values and rules. Nothing here awaits, reads a clock or knows Telegram."""
