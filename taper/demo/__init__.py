"""A made-up clinic to look around in: invented people, an invented medicine, no real life."""

# Every prescriber of a demo signs with it; the page of the signature says it.
PASSWORD = "exampline exampline"  # noqa: S105 - no secret: every visitor reads it
