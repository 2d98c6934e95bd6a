from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tr4ction_common.problems import Problem
from tr4ction_ingestion.errors import CATALOGUE
from tr4ction_ingestion.templates.errors import ENGINE_REFUSALS, engine_refusal
from tr4ction_ingestion.versions.upload import check_names
from tr4ction_workbook.ooxml.errors import WorkbookError


def test_every_refusal_of_the_engine_has_a_text() -> None:
    codes = {kind.code for kind in WorkbookError.__subclasses__()}
    assert codes == set(ENGINE_REFUSALS)


def test_every_problem_says_what_to_do_in_both_languages() -> None:
    for problem_type in CATALOGUE.values():
        assert problem_type.title.pt != problem_type.title.en
        assert problem_type.detail.pt.endswith(".")
        assert problem_type.detail.en.endswith(".")


def test_parameters_that_the_engine_leaves_out_break_no_text() -> None:
    for code in ENGINE_REFUSALS:
        document = engine_refusal(code, {}).document("pt-BR", None, "x")
        assert "{" not in str(document["detail"])


def code_of_cycle(text: str) -> str | None:
    try:
        check_names(text, None)
    except Problem as problem:
        return problem.type.code
    return None


@given(st.text(max_size=60) | st.text(st.sampled_from("aZ0_-/. \n"), max_size=60))
def test_a_cycle_is_a_plain_word_or_refused(text: str) -> None:
    is_plain = text[:1].isalnum() and set(text) <= set("aZ0_-") if set(text) <= set("aZ0_-/. \n") else None
    code = code_of_cycle(text)
    assert code in (None, "cycle_missing", "cycle_malformed")
    if code is None:
        assert text.isascii()
        assert 0 < len(text) <= 40
        assert not set(text) & set("/\\. \n\0")
    if is_plain is not None:
        assert (code is None) == (is_plain and len(text) <= 40)
