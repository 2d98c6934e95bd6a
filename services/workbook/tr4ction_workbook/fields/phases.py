"""The phase of the method a sheet belongs to, told by the words of its name and titles."""

from __future__ import annotations

from tr4ction_workbook.fields.text import fold

# The first phase whose word appears wins, so narrower ones come first.
_WORDS = {
    "diagnosis": ("diagnostico", "diagnosis", "csd", "matriz csd"),
    "swot": ("swot", "fofa"),
    "icp": ("icp", "ipc", "cliente ideal", "ideal customer"),
    "jtbd": ("jtbd", "jobs to be done", "job to be done"),
    "persona": ("persona",),
    "journey": ("jornada", "journey"),
    "value_proposition": ("puv", "proposta de valor", "proposta unica", "value proposition", "matriz de atributos"),
    "market": ("tam", "sam", "som", "mercado", "market"),
    "competition": ("benchmarking", "benchmark", "concorrente", "concorrencia", "competitor", "diferenciacao"),
    "brand": (
        "golden circle", "marca", "brand", "arquetipo", "archetype", "slogan", "posicionamento", "materiais visuais",
        "consistencia",
    ),
    "strategy": ("diagrama", "estrategia", "strategy"),
    "goals": ("meta smart", "smart", "metas", "goals"),
    "metrics": ("okr", "okrs", "kpi", "kpis", "metricas", "metrics", "indicadores"),
    "channels": ("bullseye", "bullseyes", "canais", "canal", "channels"),
    "campaign": ("campanha", "briefing", "campaign"),
    "roadmap": ("road map", "roadmap", "cronograma", "schedule", "timeline"),
    "finance": ("financeiro", "orcamento", "budget", "finance", "receitas"),
    "team": ("equipe", "time", "team", "socios"),
}  # fmt: skip


def phase_of(*texts: str) -> str | None:
    """The phase that the first telling text names; None where none does."""
    for text in texts:
        padded = f" {fold(text)} "
        for phase, words in _WORDS.items():
            if any(f" {word} " in padded for word in words):
                return phase
    return None
