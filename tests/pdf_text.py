"""What a PDF says, read by a library that had no part in making it."""

import pypdfium2


def pages(file: bytes) -> list[str]:
    """Give the words of each page, every run of blanks as one."""
    document = pypdfium2.PdfDocument(file)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def sizes_mm(file: bytes) -> list[tuple[int, int]]:
    """Give width and height of each page in whole millimetres."""
    document = pypdfium2.PdfDocument(file)
    try:
        return [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in document]
    finally:
        document.close()
