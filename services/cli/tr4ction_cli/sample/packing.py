"""A workbook as bytes that do not depend on when they were made."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import Workbook

# The first moment that a zip archive can tell, and the day the sample claims to be from.
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
_CORE_PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_SAMPLE_MODIFIED = rb"\g<1>2025-01-06T09:00:00Z"


def reproducible(workbook: Workbook) -> bytes:
    """`workbook` saved, with the moment of saving taken out: an upload of it again is recognised by its hash."""
    saved = io.BytesIO()
    workbook.save(saved)
    packed = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == _CORE_PROPERTIES:
                data = _MODIFIED.sub(_SAMPLE_MODIFIED, data)
            target.writestr(zipfile.ZipInfo(name, _ZIP_MOMENT), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
