"""What every table shares: named constraints, column types, keys led by the patient."""

from datetime import date, datetime, time
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from taper.storage.columns import Flag, Identifier, Json, LocalDay, Moment, TimeOfDay

# One place for the two options: values keep their types, and a row lies beside its key.
STRICT = {"sqlite_strict": True}
CLUSTERED = {"sqlite_strict": True, "sqlite_with_rowid": False}


Model = TypeVar("Model", bound=BaseModel)


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can speak of it."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        int: sa.Integer(),
        str: sa.Text(),
        bool: Flag(),
        date: LocalDay(),
        time: TimeOfDay(),
        datetime: Moment(),
        bytes: sa.LargeBinary(),
        dict[str, Any]: Json(),
        list[Any]: Json(),
    }


def own_id(*, key: bool = True) -> Mapped[int]:
    """Give a column of 63 random bits, made by the program."""
    return mapped_column(Identifier(), primary_key=key, autoincrement=False)


def of_patient() -> Mapped[int]:
    """Give the column that leads every key of patient data."""
    return mapped_column(
        Identifier(), sa.ForeignKey("patient.id"), primary_key=True, autoincrement=False
    )


def as_saved(kind: type[Model], values: dict[str, Any]) -> Model:
    """Give a model of every field of *kind* as it was checked when it was saved.

    Checking two years of days anew at every rerun took longer than reading them, and what
    pydantic offers for it, model_construct, took three quarters of the time of that reading.
    """
    made = kind.__new__(kind)
    put = object.__setattr__
    put(made, "__dict__", values)
    put(made, "__pydantic_fields_set__", _every_field(kind))
    put(made, "__pydantic_extra__", None)
    put(made, "__pydantic_private__", None)
    return made


@cache
def _every_field(kind: type[BaseModel]) -> set[str]:
    return set(kind.model_fields)
