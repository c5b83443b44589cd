"""klyngebot: partner communication in an industry cluster, over Telegram."""
