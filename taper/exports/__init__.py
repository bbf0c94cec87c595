"""Values in, bytes out: files that leave the clinic."""
