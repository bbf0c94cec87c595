"""What a prescriber writes and signs. Pure; nothing of the diary reaches it."""
