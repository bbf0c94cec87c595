"""What a patient wants to be reminded of. A calendar reminds; nothing here sends anything."""

from datetime import date, datetime, time

from pydantic import BaseModel

from taper.errors import TaperError


class Chosen(BaseModel, frozen=True):
    """The patient's own choices; nothing is switched on by itself."""

    check_in_at: time | None = None  # None: no daily reminder
    dose_changes: bool = False
    questionnaires: bool = False
    names_shown: bool = False  # whether a calendar names a medicine or a questionnaire

    @property
    def is_empty(self) -> bool:
        """Whether nothing is reminded of."""
        return self.check_in_at is None and not (self.dose_changes or self.questionnaires)


class Reminders(BaseModel, frozen=True):
    """What is on file, and what a calendar was told before: it has to be told of the end too."""

    chosen: Chosen
    last_at: time | None = None
    since: date | None = None
    told_changes: bool = False
    told_questionnaires: bool = False
    has_address: bool = False
    sequence: int = 0
    changed_at: datetime | None = None


def check_chosen(chosen: Chosen) -> None:
    """Refuse names in a calendar in which nothing stands."""
    if chosen.names_shown and chosen.is_empty:
        raise TaperError("reminders.nothing_chosen")
