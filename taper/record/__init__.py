"""Plan and diary side by side: facts with dates, nothing about what they mean. Pure."""
