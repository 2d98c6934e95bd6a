"""Lists in pages: `?limit=&offset=`, and what a page says of itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

DEFAULT_LIMIT = 50

PageLimit = Annotated[int, Query(ge=1, le=200, description="How many at most.", examples=[DEFAULT_LIMIT])]
PageOffset = Annotated[int, Query(ge=0, le=2**31 - 1, description="How many to pass over.", examples=[0])]

Total = Annotated[int, Field(examples=[1], description="Of all pages.")]
Limit = Annotated[int, Field(examples=[DEFAULT_LIMIT])]
Offset = Annotated[int, Field(examples=[0])]
