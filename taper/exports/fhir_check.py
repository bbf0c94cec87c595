"""What FHIR's own definitions say of a bundle: elements, types, and codes that are required.

fhir.resources (extra ``fhir``) checks no required codes, but carries their lists: they are walked.
Resources of one shape are checked once, so that two years take a second and not ten.
"""

from collections.abc import Collection, Iterator
from importlib.util import find_spec
from typing import Any

from pydantic import BaseModel, ValidationError

from taper.errors import TaperError
from taper.exports.fhir_parts import Json

# Texts that a rule of FHIR may bind; any other text counts by its kind alone.
_CODED = frozenset({"resourceType", "status", "intent", "system", "periodUnit", "mode", "content"})


class WrongBundle(ValueError):
    """What was built is no FHIR: a fault of the program. Names elements, never what they hold."""


def needs_extra() -> None:
    """Refuse where the extra is not installed."""
    if find_spec("fhir") is None:
        raise TaperError("fhir.not_installed")


def check(entries: Collection[Json]) -> None:
    """Check one resource of each shape; WrongBundle where one breaks a rule."""
    needs_extra()
    from fhir.resources.R4B import get_fhir_model_class

    shapes = {_shape(each["resource"]): each["resource"] for each in entries}
    for resource in shapes.values():
        kind = resource["resourceType"]
        try:
            made = get_fhir_model_class(kind).model_validate(resource)
        except ValidationError as error:
            places = [".".join(map(str, each["loc"])) for each in error.errors()]
            raise WrongBundle(f"{kind}: {places}") from None
        wrong = list(unbound(made, kind))
        if wrong:
            raise WrongBundle(str(wrong))


def _shape(value: Any, name: str = "") -> Any:
    """Give what two resources have in common that the same rules hold for."""
    if isinstance(value, dict):
        return tuple((key, _shape(each, key)) for key, each in value.items())
    if isinstance(value, list):
        return tuple(dict.fromkeys(_shape(each, name) for each in value))
    return value if name in _CODED else type(value)


def unbound(model: BaseModel, path: str) -> Iterator[str]:
    """Name the elements whose code is not on the list that FHIR requires."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name, None)
        if value is None:
            continue
        extra = field.json_schema_extra
        allowed = extra.get("enum_values") if isinstance(extra, dict) else None
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, BaseModel):
                yield from unbound(each, f"{path}.{name}")
            elif isinstance(allowed, list) and str(each) not in allowed:
                yield f"{path}.{name}"
