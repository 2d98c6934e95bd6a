"""A sheet as a person sees it in Excel, as one self-contained HTML document with its fields marked."""

from tr4ction_workbook.rendering.document import content_security_policy, render_sheet
from tr4ction_workbook.rendering.options import RenderLimits
from tr4ction_workbook.rendering.wording import Language

__all__ = ["Language", "RenderLimits", "content_security_policy", "render_sheet"]
