"""Ids, order and determinism."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Alignment, Font

from tr4ction_workbook.fields.identity import FieldIds, LabelPath, label_key

DRAWING = "{KPI} | {Meta} | {Nota}\n[CAC] | [350] | []\n[] | [] | []"


def ids(fields):
    return [field.field_id for field in fields]


def test_ids_read_as_words(fields_of):
    assert ids(fields_of("{Nome da Empresa} | []")) == ["ficha.nome_da_empresa"]


def test_equal_siblings_count(fields_of):
    assert ids(fields_of(DRAWING)) == [
        "ficha.kpi",
        "ficha.meta",
        "ficha.nota",
        "ficha.kpi~2",
        "ficha.meta~2",
        "ficha.nota~2",
    ]


def test_ids_do_not_depend_on_examples(fields_of):
    assert ids(fields_of(DRAWING)) == ids(fields_of(DRAWING.replace("CAC", "LTV").replace("350", "")))


def test_ids_do_not_depend_on_place(fields_of):
    moved = fields_of("{Nome} | []", change=lambda sheet: (sheet.insert_rows(1, 3), sheet.insert_cols(1, 2)))
    assert ids(moved) == ids(fields_of("{Nome} | []"))


def test_ids_do_not_depend_on_other_sheets(draw, detect):
    sheet = draw("{Nome} | []")
    draw("{Nome} | []", title="Outra", workbook=sheet.parent)
    assert ids(detect(sheet).fields) == ["ficha.nome", "outra.nome"]


def assigned(*labels, sheet="Ficha"):
    """Ids of one field for each of `labels`, a label or a path."""
    given_out = FieldIds()
    paths = [label if isinstance(label, LabelPath) else LabelPath(label=label) for label in labels]
    return [given_out.assign(sheet, path, owner) for owner, path in enumerate(paths)]


@pytest.mark.parametrize(
    ("path", "field_id"),
    [
        (LabelPath(label="Nome da Empresa"), "ficha.nome_da_empresa"),
        (LabelPath("Dados", "Nome"), "ficha.dados.nome"),
        (LabelPath(None, "Meta", "Janeiro"), "ficha.meta__janeiro"),
        (LabelPath(label="Descrição (opcional):"), "ficha.descricao_opcional"),
        (LabelPath(), "ficha._"),
        (LabelPath("Dados"), "ficha.dados._"),
        (LabelPath(label="名前"), "ficha.x-c7rtn0gt"),
        (LabelPath(label="Meta (R$)"), "ficha.meta_r-j8qfa2uf"),
    ],
)
def test_ids_stay_what_they_are(path, field_id):
    """Databases hold them: a test that must be changed here changes every one of them."""
    assert assigned(path) == [field_id]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("名前", "会社"),
        ("Имя", "Фамилия"),
        ("Lucro %", "Lucro"),
        ("Custo < 10", "Custo > 10"),
        ("C++", "C"),
        ("x" * 400, "x" * 401),
        ("Nome " + "da empresa " * 20, "Nome " + "da empresa " * 20 + "filial"),
        ("?", "!"),
        ("Nome~2", "Nome"),
        (LabelPath("Dados"), LabelPath(label="Dados")),
        (LabelPath("A", "B"), LabelPath(None, "A", "B")),
        (LabelPath(None, "Meta", "1 ano"), LabelPath(None, "Meta 1", "ano")),
        (LabelPath(), LabelPath(label="_")),
        (LabelPath(), LabelPath(label="field")),
        ("c7rtn0gt", "名前"),
        ("x c7rtn0gt", "名前"),
        ("x-c7rtn0gt", "名前"),
    ],
)
def test_other_labels_never_share_an_id_and_never_change_one(one, other):
    assert assigned(one, other) == assigned(one) + assigned(other)
    assert len(set(assigned(one, other))) == 2


@pytest.mark.parametrize("other", ["NOME DA EMPRESA", "Nóme da  empresa:", "nome-da-empresa", "Nome da\u00a0Empresa?"])
def test_spelling_changes_no_id(other):
    assert assigned(other) == assigned("Nome da Empresa")


@pytest.mark.parametrize(
    ("one", "other"), [("A b", "A-b"), ("Visão", "Visao"), ("计划", "预算"), ("1.0 ICP", "1 0 ICP")]
)
def test_sheets_never_share_an_id_and_never_change_one(one, other):
    given_out = FieldIds()
    path = LabelPath(label="Nome")
    together = [given_out.assign(one, path, 1), given_out.assign(other, path, 2)]
    assert together == assigned("Nome", sheet=one) + assigned("Nome", sheet=other)
    assert len(set(together)) == 2


def test_sheets_are_told_apart_as_excel_does():
    assert assigned("Nome", sheet="ICP") == assigned("Nome", sheet="Icp")


def test_a_row_added_to_one_table_changes_no_id_of_another(fields_of):
    def second_table(rows):
        drawing = "{KPI} | {Meta}\n" + "[] | []\n" * rows + "\n\n\n\n{KPI} | {Meta}\n[] | []\n[] | []"
        return ids(fields_of(drawing))[2 * rows :]

    assert second_table(2) == second_table(5) == ["ficha.kpi~1~2", "ficha.meta~1~2", "ficha.kpi~2~2", "ficha.meta~2~2"]


def test_a_label_longer_than_a_screen_shows_is_identified_by_all_of_it(fields_of):
    long = "palavra " * 60
    fields = fields_of("{" + long + "um} | []\n\n\n\n{" + long + "dois} | []")
    assert fields[0].label == fields[1].label or fields[0].label[:280] == fields[1].label[:280]
    assert ids(fields) == ids(fields_of("{" + long + "um} | []")) + ids(fields_of("{" + long + "dois} | []"))


PATHS = st.builds(
    LabelPath,
    st.none() | st.text(max_size=8),
    st.none() | st.text(max_size=8) | st.text("aA-1 ~._áЖ名%", max_size=70),
    st.none() | st.text(max_size=4),
)


@given(st.lists(st.tuples(st.sampled_from(["A b", "A-b", "名", "á"]), PATHS, st.integers(0, 2)), max_size=30))
def test_ids_are_unique_and_fit_into_urls(paths):
    given_out = FieldIds()
    assigned_ids = [given_out.assign(*path) for path in paths]
    assert len(set(assigned_ids)) == len(assigned_ids)
    assert all(re.fullmatch(r"[a-z0-9_.~-]+", field_id) for field_id in assigned_ids)


@given(st.lists(st.tuples(st.sampled_from(["A b", "A-b"]), PATHS), min_size=1, max_size=12, unique=True), st.data())
def test_an_id_depends_on_its_own_words_only(paths, data):
    """What other labels there are changes nothing, but for labels that differ in spelling only."""
    sheet, path = data.draw(st.sampled_from(paths))
    spelling = [(name, tuple(label_key(part) if part else None for part in other)) for name, other in paths]
    if spelling.count((sheet, tuple(label_key(part) if part else None for part in path))) == 1:
        given_out = FieldIds()
        together = {(name, other): given_out.assign(name, other, place) for place, (name, other) in enumerate(paths)}
        assert together[sheet, path] == FieldIds().assign(sheet, path)


ROWS = st.lists(
    st.sampled_from(
        [
            "{Nome} | []",
            "{Idade} | [34]",
            "(Por quê?) | []",
            "{KPI} | {Meta} | {Nota}\n[CAC] | [350] | []\n[] | [] | []",
            "{KPI} | {Jan} | {Fev}\n{Vendas} | [10] | []\n{Custos} | [] | [20]",
            "",
        ]
    ),
    min_size=1,
    max_size=6,
)
EDITED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@EDITED
@given(ROWS, st.integers(0, 3), st.integers(0, 2), ROWS)
def test_ids_stay_when_all_else_changes(draw, detect, rows, rows_above, columns_before, other_rows):
    """Rows above, columns before, other sheets before and after, other fonts, other formats, other examples."""
    plain = draw("\n".join(rows))
    changed = draw("\n".join(other_rows), title="Antes")
    sheet = draw(
        "\n".join(rows).replace("[CAC]", "[]").replace("[350]", "[Outro exemplo]").replace("[34]", "[35]"),
        workbook=changed.parent,
    )
    draw("\n".join(other_rows), title="ficha-", workbook=changed.parent)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.font = Font(name="Georgia", size=14, italic=True, bold=cell.font.bold, color="FF224466")
            cell.alignment = Alignment(horizontal="center", wrap_text=True)
    if rows_above:
        sheet.insert_rows(1, rows_above)
    if columns_before:
        sheet.insert_cols(1, columns_before)
    kept = [field for field in detect(sheet).fields if field.sheet_name == "Ficha"]
    assert ids(kept) == ids(detect(plain).fields)


TOKENS = st.sampled_from(["", "Nome", "{Nome}", "{Meta}", "(Qual?)", "[]", "[x]", "#Título", "<", "^", "____", "[1]"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(TOKENS, min_size=1, max_size=6), min_size=1, max_size=8))
def test_any_drawing_gives_consistent_fields(draw, detect, rows):
    drawing = "\n".join(" | ".join(row) for row in rows)
    try:
        sheet = draw(drawing)
    except ValueError:  # the tokens described merges that overlap
        return
    first, second = detect(sheet).fields, detect(sheet).fields
    assert first == second
    assert [field.order_index for field in first] == list(range(len(first)))
    assert len(set(ids(first))) == len(first)
    assert all(0 <= field.confidence <= 1 and field.reasons for field in first)
