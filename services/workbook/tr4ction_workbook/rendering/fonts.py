"""How wide text is, near enough to tell whether it fits: the browser has the fonts, the engine has none."""

from __future__ import annotations

from functools import lru_cache

from tr4ction_workbook.ooxml.model import Font

PIXELS_PER_POINT = 96 / 72
DEFAULT_SIZE = 11.0
DEFAULT_NAME = "Calibri"
LINE_HEIGHT = 1.25
# height of a row for one line of text, as a part of the font's size (15 points for Calibri 11)
ROW_PER_SIZE = 1.34

# advance widths of Carlito, whose metrics are Calibri's, in thousandths of the size, from U+0020 to U+007E
_WIDTHS = (
    226, 326, 401, 498, 507, 715, 682, 221, 303, 303, 498, 498, 250, 306, 252, 386,
    507, 507, 507, 507, 507, 507, 507, 507, 507, 507, 268, 268, 498, 498, 498, 463,
    894, 579, 544, 533, 615, 488, 459, 631, 623, 252, 319, 520, 420, 855, 646, 662,
    517, 673, 543, 459, 487, 642, 567, 890, 519, 487, 468, 307, 386, 307, 498, 498,
    291, 479, 525, 423, 525, 498, 305, 471, 525, 229, 239, 455, 229, 799, 525, 527,
    525, 525, 349, 391, 335, 525, 452, 715, 433, 453, 395, 314, 460, 314, 498,
)  # fmt: skip
_WIDE = 1000  # of East Asian characters and pictographs
_OTHER = 500
# digits of a family as a part of its size; other characters are taken to differ in the same ratio
_DIGIT = {
    "calibri": 0.507, "carlito": 0.507, "arial": 0.556, "helvetica": 0.556, "liberation sans": 0.556,
    "times new roman": 0.5, "verdana": 0.636, "tahoma": 0.546, "segoe ui": 0.539, "cambria": 0.554,
    "courier new": 0.6, "consolas": 0.55, "georgia": 0.614, "trebuchet ms": 0.524, "aptos narrow": 0.493,
    "aptos": 0.561, "inter": 0.62, "roboto": 0.562, "century gothic": 0.554, "garamond": 0.469,
}  # fmt: skip
_DEFAULT_DIGIT = 0.54
_BOLD = 1.04
_MONOSPACED = frozenset(("courier new", "consolas"))


def size_of(font: Font) -> float:
    """Points; 409 is the largest that Excel knows."""
    return min(max(font.size or DEFAULT_SIZE, 1.0), 409.0)


def digit_width(font: Font) -> float:
    """Pixels."""
    return _digit_ratio(font.name) * size_of(font) * PIXELS_PER_POINT


def max_digit_width(font: Font) -> int:
    """The unit of column widths: whole pixels of the widest digit (clause 18.3.1.13)."""
    return max(1, round(digit_width(font) - 0.07))


def text_width(text: str, font: Font) -> float:
    """Pixels of one line."""
    scale = size_of(font) * PIXELS_PER_POINT / 1000
    name = (font.name or DEFAULT_NAME).casefold()
    digit = _digit_ratio(font.name)
    if name in _MONOSPACED:
        return len(text) * digit * 1000 * scale
    width = _units(text) * scale * digit / 0.507
    return width * _BOLD if font.bold else width


def line_count(text: str, font: Font, width: float) -> int:
    """Lines that wrapped text takes in `width` pixels."""
    total = 0
    for line in text.split("\n"):
        needed = text_width(line, font)
        total += max(1, -int(-needed * 1.03 // max(width, 1.0)))
    return total


@lru_cache(maxsize=8192)
def _units(text: str) -> int:
    total = 0
    for letter in text:
        code = ord(letter)
        if 32 <= code < 127:
            total += _WIDTHS[code - 32]
        else:
            total += _WIDE if 0x1100 <= code <= 0x115F or 0x2E80 <= code <= 0xFFEE or code > 0xFFFF else _OTHER
    return total


def _digit_ratio(name: str | None) -> float:
    return _DIGIT.get((name or DEFAULT_NAME).casefold(), _DEFAULT_DIGIT)
