"""What a sheet says about its colours itself: `Input cells`, `Fill in white cells only`, `Não altere o cinza`."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass, field
from functools import lru_cache

from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.looks import WHITE
from tr4ction_workbook.fields.text import fold

_MAX_LENGTH = 300
_MAX_KEY = 45  # characters: a legend's entry is short
_CELLS = (
    r"cells?|fields?|box(?:es)?|areas?|text|columns?|shaded|highlighted"
    r"|celulas?|campos?|colunas?|texto|fonte|sombread\w*|celdas?|cellules?|champs?|zellen|felder"
)
_FILL_IN = (
    r"inputs?|enter(?:ed)?|entry|entries|fill(?:ed)?|complet\w*|populate|type|edit(?:able)?"
    r"|preench\w*|entrada|digit\w*|inform\w*|insir\w*|rellen\w*|ingres\w*|introduc\w*"
    r"|saisi\w*|rempli\w*|eingab\w*|ausfull\w*"
)
_COMPUTED = (
    r"calculated|calculations?|auto\w*|formulas?|locked|protected|read only|not to be"
    r"|do not (?:edit|change|enter|fill|alter|modify|type|touch)"
    r"|calculad\w*|nao (?:preench\w*|alter\w*|edit\w*|digit\w*|mex\w*)|bloquead\w*|protegid\w*"
    r"|no (?:modific\w*|rellen\w*|edit\w*)|berechn\w*|calcule\w*"
)
_HUES = {
    "white": r"white|branc[oa]s?|blanc[oa]s?|blanches?|weiss\w*",
    "yellow": r"yellow|amarel[oa]s?|amarill[oa]s?|jaunes?|gelb\w*",
    "gray": r"gr[ae]y|cinzas?|gris(?:es)?|grau\w*",
    "blue": r"blue|azul|azuis|azules|bleue?s?|blau\w*",
    "green": r"green|verdes?|verte?s?|grun\w*",
    "red": r"red|vermelh[oa]s?|roj[oa]s?|rouges?|rot\w*",
    "orange": r"orange|laranjas?|naranjas?|peach",
}
_MAY_BE_ENTRY = re.compile(  # what most texts lack
    "cell|field|box|area|área|text|column|shaded|highlight|c[eé]lul|camp|colun|fonte|sombr|celda|champ|zelle|feld",
    re.IGNORECASE,
)
_SAYS_FILL_IN = re.compile(rf"\b(?:{_FILL_IN})\b")
_SAYS_COMPUTED = re.compile(rf"\b(?:{_COMPUTED})\b")
_NAMES_CELLS = re.compile(rf"\b(?:{_CELLS})\b")
_NAMES_FONT = re.compile(r"\b(?:text|texto|fonte|font|letras?)\b")
_NAMES_HUE = {hue: re.compile(rf"\b(?:{words})\b") for hue, words in _HUES.items()}


@dataclass(slots=True)
class Legend:
    """Fills and fonts that the sheet's words give a meaning; white is a fill too."""

    input_fills: set[str] = field(default_factory=set)
    computed_fills: set[str] = field(default_factory=set)
    input_hues: set[str] = field(default_factory=set)
    computed_hues: set[str] = field(default_factory=set)
    input_font_hues: set[str] = field(default_factory=set)
    keys: set[Area] = field(default_factory=set)
    """The entries themselves, and the samples of paint beside them: no fields."""

    @property
    def says_something(self) -> bool:
        return any((self.input_fills, self.computed_fills, self.input_hues, self.computed_hues, self.input_font_hues))

    def allows(self, area: Area) -> bool | None:
        """Whether the area's colour means that it is filled in; None where nothing is said about it."""
        fill = area.look.fill or WHITE
        if fill in self.computed_fills:
            return False
        if fill in self.input_fills:
            return True
        hue = hue_of(fill)
        if self.input_hues:
            return hue in self.input_hues
        if self.input_font_hues:
            return None if area.is_blank else hue_of(area.look.font) in self.input_font_hues
        if hue in self.computed_hues:
            return False
        return False if self.input_fills and area.look.fill is not None else None


def read_legend(areas: AreaMap, elsewhere: Legend | None = None) -> Legend:
    """The legend of a sheet; where it says nothing, what sheets before it say (`elsewhere`) holds."""
    legend = Legend()
    for area in areas:
        if len(area.text) <= _MAX_LENGTH and not area.is_number and _MAY_BE_ENTRY.search(area.text):
            _read_entry(legend, areas, area)
    legend.input_fills -= legend.computed_fills
    return legend if legend.says_something or elsewhere is None else elsewhere


def _read_entry(legend: Legend, areas: AreaMap, area: Area) -> None:
    words = fold(area.text)
    fills_in, computed = _SAYS_FILL_IN.search(words), _SAYS_COMPUTED.search(words)
    if not (fills_in or computed) or not _NAMES_CELLS.search(words):
        return
    hues = [hue for hue, pattern in _NAMES_HUE.items() if pattern.search(words)]
    if hues and computed and not fills_in:
        legend.computed_hues.update(hues)
    elif hues and not computed:
        (legend.input_font_hues if _NAMES_FONT.search(words) else legend.input_hues).update(hues)
    elif not hues and len(words) <= _MAX_KEY:
        sample = _sample(areas, area)
        if sample is not None:
            (legend.computed_fills if computed else legend.input_fills).add(sample.look.fill or WHITE)
            legend.keys.update((area, sample))


def _sample(areas: AreaMap, area: Area) -> Area | None:
    """The paint that an entry explains: its own, or that of a small blank cell beside it."""
    if area.look.fill is not None and area.is_boxed:
        return area
    for near in (areas.at(area.top, area.left - 1), areas.at(area.top, area.right + 1)):
        if near is not None and near.is_blank and near.look.fill not in (None, area.look.fill):
            return near
    return None


@lru_cache(maxsize=4096)
def hue_of(rgb: str) -> str:
    """The plain word for a colour."""
    red, green, blue = (int(rgb[start : start + 2], 16) / 255 for start in (0, 2, 4))
    hue, lightness, _ = colorsys.rgb_to_hls(red, green, blue)
    if lightness > 0.97:
        return "white"
    if lightness < 0.12:
        return "black"
    if max(red, green, blue) - min(red, green, blue) < 0.06:
        return "gray"
    degrees = hue * 360
    for limit, name in ((15, "red"), (42, "orange"), (70, "yellow"), (170, "green"), (265, "blue"), (330, "purple")):
        if degrees < limit:
            return name
    return "red"
