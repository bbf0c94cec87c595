"""What doses are made from, read from the fields of the page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from taper.plan.typed_preparations import TypedPreparation, TypedSupply

FIELDS = ("made_from", "unit", "rule", "ties")
OF_ONE = tuple(TypedPreparation.model_fields)


def gather(key: Callable[[object], str], before: TypedSupply) -> TypedSupply:
    """Read every field in sight; those that are not keep what *before* holds."""

    def answer(name: str, kept: Any) -> Any:
        where = key(f"supply-{name}")
        return (st.session_state[where] or "") if where in st.session_state else kept

    return TypedSupply(
        **{name: answer(name, getattr(before, name)) for name in FIELDS},
        preparations=tuple(
            TypedPreparation(
                **{name: answer(f"{name}-{place}", getattr(each, name)) for name in OF_ONE}
            )
            for place, each in enumerate(before.preparations)
        ),
    )
