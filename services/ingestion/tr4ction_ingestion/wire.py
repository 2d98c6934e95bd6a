"""The words that all features use on the wire, each with an example for the API document."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import Field

Number = Annotated[int, Field(examples=[1])]
Count = Annotated[int, Field(examples=[1])]
Percent = Annotated[int, Field(ge=0, le=100, examples=[40])]
Moment = Annotated[datetime, Field(examples=["2026-11-21T14:03:00Z"])]

Version = Annotated[int, Field(examples=[1], description="Counted within the template key and cycle.")]
VersionStatus = Annotated[str, Field(examples=["published"], description="`draft`, `published` or `archived`.")]
TemplateKey = Annotated[str, Field(examples=["q1_template_q1"])]
Cycle = Annotated[str, Field(examples=["Q1_2026"])]
FileHash = Annotated[str, Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])]

SheetName = Annotated[str, Field(examples=["2.1 ICP"])]
CellRange = Annotated[str, Field(examples=["B4:D9"])]
FieldId = Annotated[str, Field(examples=["icp.nome_da_empresa"])]
FieldLabel = Annotated[str, Field(examples=["Nome da Empresa"])]
FieldType = Annotated[
    str,
    Field(
        examples=["text_short"],
        description="`text_short`, `text_long`, `number`, `date`, `choice` or `boolean`.",
    ),
]
Options = Annotated[list[str], Field(examples=[[]])]
Required = Annotated[bool, Field(examples=[True])]
Example = Annotated[str | None, Field(examples=["Padaria Boa"])]
PhaseName = Annotated[str | None, Field(examples=["icp"])]
GroupName = Annotated[str | None, Field(examples=["Perfil do cliente"])]
Help = Annotated[str | None, Field(examples=["Como está no contrato social."])]
Reasons = Annotated[list[str], Field(examples=[["label_left", "blank_box"]])]

TrailName = Annotated[str, Field(examples=["Template Q1"])]
StepId = Annotated[str, Field(examples=["2-1-icp"])]
StepName = Annotated[str, Field(examples=["2.1 ICP"])]
Revision = Annotated[int, Field(examples=[7], description="Grows with every save that changes something.")]
Answer = Annotated[Any, Field(examples=["Padaria Boa"], description="As typed: text, number, date, true or false.")]

UserId = Annotated[str, Field(examples=["12"])]
PersonName = Annotated[str, Field(examples=["Ana Souza"])]
Email = Annotated[str, Field(examples=["ana@startup.example"])]
OrganizationNumber = Annotated[str, Field(examples=["3"])]
OrganizationName = Annotated[str | None, Field(examples=["Padaria Boa"])]

TrailPath = Annotated[str, Path(description="The template key.", examples=["q1_template_q1"])]
StepPath = Annotated[str, Path(examples=["2-1-icp"])]
FieldPath = Annotated[str, Path(examples=["icp.nome_da_empresa"])]
CycleQuery = Annotated[str | None, Query(description="The quarter, such as `Q1_2026`.", examples=["Q1_2026"])]
