"""What a signed-in person can do: check access, act, write the trail, in one transaction."""
