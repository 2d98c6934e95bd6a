"""Numbers in the placeholders of a section: `0`, `#` and `?`, thousands, percent, exponents, fractions."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from tr4ction_workbook.rendering.numbers.locales import Locale
from tr4ction_workbook.rendering.numbers.sections import Section, Token

FIGURE_SPACE = "\N{FIGURE SPACE}"  # as wide as a digit: what `?` leaves
_MAX_PLACES = 127
_MAX_DENOMINATOR = 99_999
# a double has at most 309 digits before the point, and a code can ask for as many places as it is long
_CONTEXT = Context(prec=1_000, rounding=ROUND_HALF_UP)
_PADDING = {"0": "0", "?": FIGURE_SPACE, "#": ""}

Pieces = list[str | Token]


def decimal_of(value: float) -> Decimal:
    """With the 15 digits that Excel keeps, so that 1.005 is rounded as people expect."""
    return Decimal(f"{value:.15g}")


def number_text(value: float, section: Section, locale: Locale) -> Pieces:
    """A number that is not negative, in a `number` section."""
    tokens = list(section.tokens)
    exponent_at = next((index for index, token in enumerate(tokens) if token.kind == "exponent"), None)
    number = decimal_of(value)
    if exponent_at is not None and any(token.kind == "digit" for token in tokens[:exponent_at]):
        return _scientific(number, tokens, exponent_at, locale)  # in which percent signs and commas do not scale
    percents = sum(token.kind == "percent" for token in tokens)
    tokens, grouped, thousands = _commas(tokens)
    return _placed(number.scaleb(2 * min(percents, 10) - 3 * thousands), tokens, locale, grouped)


def _commas(tokens: list[Token]) -> tuple[list[Token], bool, int]:
    """Tokens without commas; whether thousands are grouped; by how many thousands the number is divided."""
    last = max((index for index, token in enumerate(tokens) if token.kind == "digit"), default=-1)
    point = next((index for index, token in enumerate(tokens) if token.kind == "point"), len(tokens))
    first = next((index for index, token in enumerate(tokens) if token.kind == "digit"), len(tokens))
    last_whole = max((index for index in range(point) if tokens[index].kind == "digit"), default=-1)
    kept: list[Token] = []
    grouped, thousands = False, 0
    for index, token in enumerate(tokens):
        if token.kind != "comma":
            kept.append(token)
        elif first < index < last_whole:
            grouped = True
        elif first < index and (last_whole < index < point or last < index):
            thousands += 1
        elif first == len(tokens):
            kept.append(Token("literal", ","))
    return kept, grouped, thousands


def _placed(number: Decimal, tokens: list[Token], locale: Locale, grouped: bool) -> Pieces:
    point = next((index for index, token in enumerate(tokens) if token.kind == "point"), len(tokens))
    whole_places = [index for index in range(point) if tokens[index].kind == "digit"]
    part_places = [index for index in range(point, len(tokens)) if tokens[index].kind == "digit"]
    places = min(len(part_places), _MAX_PLACES)
    text = f"{number.quantize(Decimal(1).scaleb(-places), context=_CONTEXT):f}"
    whole, _, part = text.partition(".")
    digits = dict(_whole_digits(whole.lstrip("0"), whole_places, tokens, locale.thousands if grouped else ""))
    digits |= _part_digits(part, part_places, tokens)
    return [_piece(index, token, digits, locale) for index, token in enumerate(tokens)]


def _piece(index: int, token: Token, digits: dict[int, str], locale: Locale) -> str | Token:
    if token.kind == "digit":
        return digits.get(index, "")
    if token.kind == "point":
        return locale.decimal
    return token if token.kind in ("skip", "fill") else token.text


def _whole_digits(whole: str, places: list[int], tokens: list[Token], separator: str) -> dict[int, str]:
    found: dict[int, str] = {}
    count = len(places)
    for position, index in enumerate(places):
        from_right = count - 1 - position
        if position == 0 and len(whole) > count:
            digits = whole[: len(whole) - count + 1]
        elif from_right < len(whole):
            digits = whole[len(whole) - 1 - from_right]
        else:
            digits = _PADDING[tokens[index].text]
        found[index] = _separated(digits, from_right, separator)
    return found


def _separated(digits: str, from_right: int, separator: str) -> str:
    """`digits`, of which the last stands `from_right` places before the last whole digit."""
    if not separator or not digits:
        return digits
    if digits == FIGURE_SPACE:  # so that numbers stay below each other
        separator = FIGURE_SPACE
    pieces = []
    for offset, digit in enumerate(digits):
        place = from_right + len(digits) - 1 - offset
        pieces.append(digit)
        if place and place % 3 == 0:
            pieces.append(separator)
    return "".join(pieces)


def _part_digits(part: str, places: list[int], tokens: list[Token]) -> dict[int, str]:
    significant = len(part.rstrip("0"))
    return {
        index: (part[position] if position < len(part) else "0")
        if position < significant or tokens[index].text == "0"
        else _PADDING[tokens[index].text]
        for position, index in enumerate(places)
    }


def _scientific(number: Decimal, tokens: list[Token], exponent_at: int, locale: Locale) -> Pieces:
    mantissa_tokens = tokens[:exponent_at]
    point = next((index for index, token in enumerate(mantissa_tokens) if token.kind == "point"), exponent_at)
    step = max(1, sum(token.kind == "digit" for token in mantissa_tokens[:point]))
    places = sum(token.kind == "digit" for token in mantissa_tokens[point:])
    exponent = number.adjusted() // step * step if number else 0
    mantissa = number.scaleb(-exponent).quantize(Decimal(1).scaleb(-places), context=_CONTEXT)
    if mantissa >= Decimal(10) ** step:
        exponent += step
        mantissa = number.scaleb(-exponent)
    letter = tokens[exponent_at].text[0]
    sign = "-" if exponent < 0 else "+" if tokens[exponent_at].text[1] == "+" else ""
    kept, grouped, _ = _commas(mantissa_tokens)
    if not number:
        kept = _with_zeros(kept)
    shown = [*_placed(mantissa, kept, locale, grouped), letter]
    return shown + _exponent(abs(exponent), sign, _commas(tokens[exponent_at + 1 :])[0], locale)


def _with_zeros(tokens: list[Token]) -> list[Token]:
    """Whole places of a mantissa of zero all show their digit, whatever they are."""
    point = next((index for index, token in enumerate(tokens) if token.kind == "point"), len(tokens))
    whole = [Token("digit", "0") if token.kind == "digit" else token for token in tokens[:point]]
    return whole + tokens[point:]


def _exponent(exponent: int, sign: str, tokens: list[Token], locale: Locale) -> Pieces:
    """The sign stands right before the digits, behind text that the code has there; of a zero one digit is left."""
    places = [index for index, token in enumerate(tokens) if token.kind == "digit"]
    if not places:
        return [sign, *(token if token.kind in ("skip", "fill") else token.text for token in tokens)]
    if not exponent:
        tokens[places[-1]] = Token("digit", "0")
    pieces = _placed(Decimal(exponent), tokens, locale, grouped=False)
    return [*pieces[: places[0]], sign, *pieces[places[0] :]]


def fraction_text(value: float, section: Section, locale: Locale) -> Pieces:
    """A number that is not negative, in a section such as `# ?/?` or `0/8`."""
    tokens = list(section.tokens)
    slash = next(index for index, token in enumerate(tokens) if token.kind == "slash")
    start = slash
    while start and tokens[start - 1].kind == "digit":
        start -= 1
    end = slash + 1
    while end < len(tokens) and (tokens[end].kind == "digit" or tokens[end].text.isdecimal()):
        end += 1
    below = "".join(token.text for token in tokens[slash + 1 : end])
    has_whole = any(token.kind == "digit" for token in tokens[:start])
    whole, rest = divmod(Fraction(decimal_of(value)), 1) if has_whole else (0, Fraction(decimal_of(value)))
    above, denominator = _ratio(rest, below)
    if has_whole and above == denominator:
        whole, above = whole + 1, 0
    pieces = _placed(Decimal(whole), _shown_whole(tokens[:start], whole, above), locale, grouped=False)
    width = slash - start
    if has_whole and not above:
        pieces.append(FIGURE_SPACE * (width + 1 + len(below)))
    else:
        pieces += [str(above).rjust(width, FIGURE_SPACE), "/", str(denominator).ljust(len(below), FIGURE_SPACE)]
    return pieces + [token if token.kind in ("skip", "fill") else token.text for token in tokens[end:]]


def _shown_whole(tokens: list[Token], whole: int, above: int) -> list[Token]:
    """`#` leaves nothing of a zero, but where nothing else is left."""
    if whole or above:
        return tokens
    return [Token("digit", "0") if token.kind == "digit" else token for token in tokens]


def _ratio(value: Fraction, below: str) -> tuple[int, int]:
    """Numerator and denominator: the one that the code names, or the best of as many digits as it has places."""
    if below.strip("0?#").isdecimal() or (below.isdecimal() and int(below)):
        denominator = max(1, int("".join(digit for digit in below if digit.isdecimal())))
        return round(value * denominator), denominator
    limit = min(10 ** max(1, len(below)) - 1, _MAX_DENOMINATOR)
    return _last_convergent(value, limit)


def _last_convergent(value: Fraction, limit: int) -> tuple[int, int]:
    """Of the continued fraction's convergents the last whose denominator is within the limit, as Excel takes it."""
    above, below = (0, 1), (1, 0)
    rest = value
    while True:
        whole = rest.numerator // rest.denominator
        above = (above[1], whole * above[1] + above[0])
        below = (below[1], whole * below[1] + below[0])
        if below[1] > limit:
            return above[0], below[0]
        if rest == whole:
            return above[1], below[1]
        rest = 1 / (rest - whole)
