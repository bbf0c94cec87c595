"""The worked examples of docs/methods.md: each is worked out and compared with its table."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from taper.cli.steps import steps
from taper.plan.methods_typed import Method

PAGE = (Path(__file__).parent.parent / "docs" / "methods.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```json\n(.*?)\n```\n\n((?:\|[^\n]*\n)+)", PAGE, flags=re.DOTALL)


def written(request: str) -> str:
    """Give the table of a request, as it stands on the page."""
    answer = CliRunner().invoke(steps, ["--format", "json"], input=request)
    assert answer.exit_code == 0, answer.stderr
    rows = json.loads(answer.stdout)["rows"]
    of_several = len({row["medicine"] for row in rows}) > 1
    heads = ["starts on", "intended mg", "as made mg", "how"]
    lines = [["medicine", *heads] if of_several else heads]
    lines.append(["---"] * len(lines[0]))
    for row in rows:
        cells = [row[name] or "–" for name in ("starts_on", "intended_mg", "deliverable_mg")]
        cells.append(row["working"])
        lines.append([row["medicine"], *cells] if of_several else cells)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


@pytest.mark.parametrize(("request_text", "table"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_comes_out_as_the_page_says(request_text: str, table: str):
    assert table == written(request_text)


def test_every_method_is_on_the_page():
    kinds = {one.model_fields["kind"].annotation.__args__[0] for one in _methods()}
    assert kinds == {kind for kind in kinds if f"`{kind}`" in PAGE}
    assert len(kinds) >= 19


def test_every_example_has_a_table_and_an_invented_medicine():
    assert len(EXAMPLES) == PAGE.count("```json")
    assert all('"medicine": "Exampline"' in request for request, _ in EXAMPLES)


def _methods():
    union = Method.__args__[0] if hasattr(Method, "__metadata__") else Method
    return union.__args__
