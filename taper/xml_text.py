"""Text as XML takes it: a picture or a bundle with another character in it can't be read."""

import re

# XML 1.0, production 2: what is no "Char". https://www.w3.org/TR/xml/#charsets
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def fit_for_xml(text: str) -> str:
    """Give *text* without the characters that no XML can hold."""
    return _NO_CHARACTER.sub("", text)
