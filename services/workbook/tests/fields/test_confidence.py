"""How sure detection says it is, and why."""

from __future__ import annotations

from openpyxl.styles import Protection

from tr4ction_workbook.fields.confidence import GROUNDS, load_calibration


def test_each_ground_has_a_confidence_and_a_reason_of_its_own():
    calibration = load_calibration()
    assert set(calibration.confidence) == {ground.key for ground in GROUNDS}
    assert len({ground.reason for ground in GROUNDS}) == len(GROUNDS)
    assert all(0 < confidence < 1 for confidence in calibration.confidence.values())


def test_reasons_name_the_ground_and_the_label(fields_of):
    (field,) = fields_of("{Nome} | []")
    assert field.reasons == ("empty box", "label beside: Nome", "one line of text")


def test_what_the_author_unlocked_is_surer_than_a_box(fields_of):
    def protect(sheet):
        sheet.protection.sheet = True
        sheet["B1"].protection = Protection(locked=False)

    (unlocked,) = fields_of("{Nome} | []", change=protect)
    (box,) = fields_of("{Nome} | []")
    assert unlocked.confidence > box.confidence


def test_an_example_among_blanks_says_so(fields_of):
    field = fields_of("{KPI} | {Meta}\n[CAC] | [350]\n[] | []")[0]
    assert field.reasons[0] == "box with an example; others like it are empty"
