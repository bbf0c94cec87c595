"""Names that help with spelling where a medicine is typed."""

from taper.facts.medicines import medicine_names


def names() -> tuple[str, ...]:
    """Give international names in the order of the alphabet; any other name can be typed."""
    return medicine_names().names
