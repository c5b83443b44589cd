"""The only room that has heard of Telegram."""
