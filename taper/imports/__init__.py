"""Files of other programs: bytes in, values out; nothing is guessed and nothing is kept here."""
