"""Refusals that a person reads; anything else that is raised is a bug."""


class TaperError(Exception):
    """A refusal: *key* names the sentence in words/, *values* fill its gaps.

    The text of the exception is the key alone, since exception texts reach logs
    and a value may be something that a person typed.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class Refused(TaperError):
    """The person signed in may not do this; the refusal is in the trail."""


class ChangedElsewhere(TaperError):
    """Somebody saved a newer version since this one was opened; nothing was overwritten."""


class NotSaved(TaperError):
    """The disk is full, or the database is gone."""
