"""Words that somebody typed, made fit for a label: Streamlit reads labels as markdown."""

import re

_WEB = re.compile(r"(www)\.", re.IGNORECASE)  # becomes a link by itself

# A label must not fetch an image, hold a link or be dressed up. What would do so is shown by a
# sign that looks like it and means nothing: a backslash would be read aloud by screen readers.
_HARMLESS = str.maketrans(
    {
        "*": "∗",
        "_": "＿",
        "`": "ˋ",
        "[": "［",
        "]": "］",
        "<": "‹",
        ">": "›",
        "$": "＄",
        ":": "∶",
        "~": "∼",
        "#": "＃",
        "&": "＆",
        "@": "＠",
        "\\": "＼",
    }
)


def in_label(text: str) -> str:
    """Give *text* for a label, with no sign in it that markdown acts on."""
    return _WEB.sub("\\1\u2024", text.translate(_HARMLESS))
