"""The phase of the method a sheet belongs to, told by Portuguese, English and Spanish words of its tab and titles."""

from __future__ import annotations

import re

from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.text import fold

_TITLE_ROWS = 6
_TITLE_LENGTH = 80  # characters
_TITLE_SIZE = 14  # points

# The first phase whose word appears wins, so narrower ones come first. Words count in the plural too.
_WORDS = {
    "diagnosis": ("diagnostico", "diagnosis", "csd", "matriz csd"),
    "swot": ("swot", "fofa", "foda", "dafo"),
    "icp": ("icp", "ipc", "cliente ideal", "clientes ideais", "ideal customer"),
    "jtbd": ("jtbd", "jobs to be done", "job to be done"),
    "persona": ("persona", "mapa de empatia", "empathy map"),
    "journey": ("jornada", "journey", "recorrido del cliente", "viaje del cliente"),
    "value_proposition": (
        "puv", "proposta de valor", "proposta unica", "propuesta de valor", "propuesta unica", "value proposition",
        "matriz de atributos",
    ),
    "business_model": ("modelo de negocio", "business model", "lean canvas"),
    "market": ("tam", "sam", "som", "mercado", "market"),
    "competition": (
        "benchmarking", "benchmark", "concorrente", "concorrencia", "competitor", "competidor", "competidores",
        "diferenciacao", "diferenciacion",
    ),
    "brand": (
        "golden circle", "marca", "brand", "arquetipo", "archetype", "slogan", "posicionamento", "posicionamiento",
        "materiais visuais", "consistencia",
    ),
    "strategy": ("diagrama", "estrategia", "strategy"),
    "goals": ("meta smart", "smart", "metas", "goal"),
    "metrics": ("okr", "kpi", "metrica", "metric", "indicador", "indicadores", "indicator"),
    "channels": ("bullseye", "canal", "canais", "canales", "channel"),
    "campaign": ("campanha", "campana", "briefing", "campaign"),
    "roadmap": ("road map", "roadmap", "cronograma", "schedule", "timeline", "hoja de ruta"),
    "finance": ("financeiro", "orcamento", "budget", "finance", "finanzas", "financas", "presupuesto", "receitas"),
    "team": ("equipe", "equipo", "team", "socio"),
}  # fmt: skip
_NAMES_PHASE = {phase: re.compile(rf"\b(?:{'|'.join(words)})s?\b") for phase, words in _WORDS.items()}


def phase_of(*texts: str) -> str | None:
    """The phase that the first telling text names; None where none does."""
    for text in texts:
        folded = fold(text)
        for phase, names in _NAMES_PHASE.items():
            if names.search(folded):
                return phase
    return None


def sheet_title(areas: AreaMap) -> str:
    """The heading in the first rows of a sheet; empty where there is none."""
    return next((area.text for area in areas if area.top <= _TITLE_ROWS and _is_heading(area)), "")


def _is_heading(area: Area) -> bool:
    font = area.look.format.font
    return 0 < len(area.text) <= _TITLE_LENGTH and not area.is_number and (font.bold or (font.size or 0) >= _TITLE_SIZE)
