"""How likely it is that a start-up falls behind: by what it has answered, and since when it has answered nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, case

from tr4ction_common.languages import Text

Risk = Literal["low", "medium", "high"]

_REASON = Text(
    "{progress}% respondido, {days} dia(s) sem resposta nova. Médio a partir de {medium} dias; alto a partir de {high} "
    "dias com menos de {below}%; baixo quando está completo.",
    "{progress}% answered, {days} day(s) without a new answer. Medium from {medium} days on; high from {high} days on "
    "below {below}%; low when complete.",
)


@dataclass(frozen=True, slots=True)
class RiskRule:
    """`medium_days`, `high_days`: days without a new answer; `high_below`: per cent answered."""

    medium_days: int
    high_days: int
    high_below: int

    def of(self, progress: ColumnElement[int], active_at: ColumnElement[datetime], now: datetime) -> ColumnElement[str]:
        """The rule as the database works it out."""
        since_high = active_at <= now - timedelta(days=self.high_days)
        since_medium = active_at <= now - timedelta(days=self.medium_days)
        return case(
            (progress >= 100, "low"),
            (and_(since_high, progress < self.high_below), "high"),
            (since_medium, "medium"),
            else_="low",
        )

    def reason(self, progress: int, active_at: datetime, now: datetime) -> tuple[Text, dict[str, int]]:
        """Why, in words, with the rule itself."""
        days = max(0, (now - active_at).days)
        return _REASON, {
            "progress": progress,
            "days": days,
            "medium": self.medium_days,
            "high": self.high_days,
            "below": self.high_below,
        }
