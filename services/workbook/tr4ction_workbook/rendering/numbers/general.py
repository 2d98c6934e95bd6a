"""The `General` format: as many digits as fit."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

MAX_WIDTH = 11  # characters that a number takes at most, sign left out (clause 18.8.30)


def general_text(value: float, decimal: str, width: int = MAX_WIDTH) -> str:
    """A number in at most `width` characters where that is possible, with `decimal` as separator."""
    width = max(1, min(width, MAX_WIDTH))
    if value == 0:
        return "0"
    sign, magnitude = ("-" if value < 0 else ""), abs(value)
    number = Decimal(f"{magnitude:.15g}")
    exponent = number.adjusted()
    if -5 <= exponent < width:
        plain = _plain(number, exponent, width)
        if plain is not None:
            return sign + plain.replace(".", decimal)
    return sign + _scientific(number, width).replace(".", decimal)


def _plain(number: Decimal, exponent: int, width: int) -> str | None:
    """In plain digits; None for small numbers of which too little would be left."""
    places = max(0, width - 2 - max(exponent, 0))
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if exponent < -4 and rounded != number:
        return None
    if rounded.adjusted() >= width:
        return None
    if rounded == 0:
        return None if width > 6 else "0"
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scientific(number: Decimal, width: int) -> str:
    exponent = number.adjusted()
    places = max(0, width - 6)
    mantissa = number.scaleb(-exponent).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if mantissa >= 10:
        mantissa, exponent = mantissa / 10, exponent + 1
    text = f"{mantissa:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}E{'-' if exponent < 0 else '+'}{abs(exponent):02}"
