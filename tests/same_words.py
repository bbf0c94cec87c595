"""What a language's folder lacks, or has too much, beside the English one.

`python -m tests.same_words nl` prints it, one line each.
"""

import sys
import tomllib
from collections.abc import Iterator

from taper.words import language
from tests import phrases
from tests import words_in_code as code

OF_THE_READER = {"patient", "clinician"}


def differences(name: str) -> Iterator[str]:
    """Name every difference of the folder *name* from English: files, keys, forms and gaps."""
    ours, theirs = code.forms(), code.forms(name)
    for kind, found in (("lacks", ours.keys() - theirs), ("has besides", theirs.keys() - ours)):
        yield from (f"{kind} {key}" for key in sorted(found))
    spoken = next(each for each in language.on_file() if each.code == name)
    for key in sorted(ours.keys() & theirs):
        yield from _of_sentence(key, ours[key], theirs[key], set(spoken.locale.plural_form.tags))
    yield from _of_file(name)


def _of_sentence(
    key: str, ours: dict[str, str], theirs: dict[str, str], plurals: set[str]
) -> Iterator[str]:
    wanted = plurals | {"other"} if "other" in ours else set(ours)
    if not ({"one", "other"} & set(ours)) <= set(theirs) or not set(theirs) <= wanted:
        yield f"{key}: has the forms {sorted(theirs)}, wants {sorted(wanted)}"
        return
    for form, sentence in theirs.items():
        gaps = code.gaps(ours.get(form, ours.get("other", "")))
        if code.gaps(sentence) != gaps:
            yield f"{key}: has the gaps {sorted(code.gaps(sentence))}, wants {sorted(gaps)}"


def _of_file(name: str) -> Iterator[str]:
    fields = [
        set(tomllib.loads((phrases.WORDS / each / phrases.OF_THE_LANGUAGE).read_text("utf-8")))
        for each in ("en", name)
    ]
    allowed = {"reviewed_by", "reviewed_on"}
    for field in sorted(fields[0] ^ fields[1] - allowed):
        yield f"{phrases.OF_THE_LANGUAGE}: {field}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(differences(sys.argv[1])) + "\n")
