"""What differs from language to language: separators, short dates, names of months and days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_SHORT = 3


@dataclass(frozen=True, slots=True)
class Locale:
    """`months` and `days` are full names, days from Sunday on. `short_date`, `long_date` are format codes.

    `errors`: what programs of that language show for error values, where it differs from what is stored.
    """

    decimal: str
    thousands: str
    short_date: str
    long_date: str
    months: tuple[str, ...]
    days: tuple[str, ...]
    booleans: tuple[str, str] = ("FALSE", "TRUE")
    errors: Mapping[str, str] = field(default_factory=dict)

    def month(self, number: int, short: bool) -> str:
        name = self.months[number - 1]
        return name[:_SHORT] if short else name

    def day(self, number: int, short: bool) -> str:
        """Name of a day of the week, 0 being Sunday."""
        name = self.days[number]
        return name[:_SHORT] if short else name


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PORTUGUESE = Locale(
    decimal=",",
    thousands=".",
    short_date="dd/mm/yyyy",
    long_date='dddd, d" de "mmmm" de "yyyy',
    months=_names("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
    days=_names("domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado"),
    booleans=("FALSO", "VERDADEIRO"),
    errors={
        "#N/A": "#N/D",
        "#NAME?": "#NOME?",
        "#VALUE!": "#VALOR!",
        "#NUM!": "#NÚM!",
        "#NULL!": "#NULO!",
        "#SPILL!": "#DESPEJAR!",
    },
)
ENGLISH = Locale(
    decimal=".",
    thousands=",",
    short_date="m/d/yyyy",
    long_date="dddd, mmmm d, yyyy",
    months=_names("January February March April May June July August September October November December"),
    days=_names("Sunday Monday Tuesday Wednesday Thursday Friday Saturday"),
)
SPANISH = Locale(
    decimal=",",
    thousands=".",
    short_date="dd/mm/yyyy",
    long_date='dddd, d" de "mmmm" de "yyyy',
    months=_names("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    days=_names("domingo lunes martes miércoles jueves viernes sábado"),
)
FRENCH = Locale(
    decimal=",",
    thousands="\N{NARROW NO-BREAK SPACE}",
    short_date="dd/mm/yyyy",
    long_date="dddd d mmmm yyyy",
    months=_names("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    days=_names("dimanche lundi mardi mercredi jeudi vendredi samedi"),
)
GERMAN = Locale(
    decimal=",",
    thousands=".",
    short_date=r"dd\.mm\.yyyy",
    long_date=r'dddd, d". "mmmm yyyy',
    months=_names("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    days=_names("Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag"),
)
ITALIAN = Locale(
    decimal=",",
    thousands=".",
    short_date="dd/mm/yyyy",
    long_date="dddd d mmmm yyyy",
    months=_names("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    days=_names("domenica lunedì martedì mercoledì giovedì venerdì sabato"),
)

LOCALES: dict[str, Locale] = {"pt-BR": PORTUGUESE, "en": ENGLISH}
# primary languages of Windows language identifiers (their low ten bits), as `[$-416]` names them
_BY_IDENTIFIER = {0x16: PORTUGUESE, 0x09: ENGLISH, 0x0A: SPANISH, 0x0C: FRENCH, 0x07: GERMAN, 0x10: ITALIAN}


def locale_of(identifier: int) -> Locale | None:
    """The locale of a Windows language identifier, such as 0x416; None where we do not speak it."""
    return _BY_IDENTIFIER.get(identifier & 0x3FF)
