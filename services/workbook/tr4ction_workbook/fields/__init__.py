"""Workbook → fillable fields: regions, roles, labels, types, confidence and reasons; and the guidance around them."""

from tr4ction_workbook.fields.detection import detect_fields
from tr4ction_workbook.fields.model import Detection, FillableField, Guidance, InferredType

__all__ = ["Detection", "FillableField", "Guidance", "InferredType", "detect_fields"]
