"""The page's own words, in the languages of the product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["pt-BR", "en"]


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences with named places; `field_types`, `drawings` and `controls` are by the engine's own names."""

    caption: str
    field: str
    required: str
    optional: str
    no_label: str
    options: str
    help: str
    field_types: Mapping[str, str]
    drawings: Mapping[str, str]
    controls: Mapping[str, str]
    other_control: str
    checked: str
    unchecked: str
    picture: str
    comments: str
    comment_on: str
    notices: str
    hidden_rows: str
    hidden_columns: str
    collapsed: str
    hidden_sheet: str
    no_cells: Mapping[str, str]
    empty_sheet: str
    rows_left_out: str
    columns_left_out: str
    text_left_out: str
    drawings_left_out: str
    fields_left_out: str
    pictures_left_out: str
    rules_left_out: str


_PORTUGUESE = Wording(
    caption="Aba {name}, células {range}, {fields} campos",
    field="campo: {label}, {type}, {required}, célula {range}",
    required="obrigatório",
    optional="opcional",
    no_label="sem nome",
    options="opções: {options}",
    help="ajuda: {help}",
    field_types={
        "text_short": "texto curto",
        "text_long": "texto longo",
        "number": "número",
        "date": "data",
        "choice": "escolha",
        "boolean": "sim ou não",
    },
    drawings={
        "picture": "Imagem",
        "shape": "Forma",
        "chart": "Gráfico",
        "group": "Grupo",
        "connector": "Linha",
        "control": "Controle",
        "other": "Objeto",
    },
    controls={
        "checkbox": "caixa de seleção",
        "radio": "botão de opção",
        "drop": "caixa de combinação",
        "list": "caixa de listagem",
        "button": "botão",
        "spin": "botão de rotação",
        "scroll": "barra de rolagem",
        "gbox": "caixa de grupo",
        "label": "rótulo",
        "edit": "caixa de texto",
    },
    other_control="controle",
    checked="marcada",
    unchecked="desmarcada",
    picture="Imagem que não pode ser mostrada",
    comments="Comentários",
    comment_on="{reference}, por {author}",
    notices="Avisos",
    hidden_rows="linhas ocultas antes da linha {index}: {count}",
    hidden_columns="colunas ocultas antes da coluna {index}: {count}",
    collapsed="grupo recolhido",
    hidden_sheet="Esta aba está oculta no Excel.",
    no_cells={
        "chartsheet": "Esta aba é um gráfico e não tem células.",
        "dialogsheet": "Esta aba é uma caixa de diálogo e não tem células.",
        "macrosheet": "Esta aba guarda macros, que não são executadas.",
    },
    empty_sheet="Esta aba está vazia.",
    rows_left_out="As linhas depois da {last} não são mostradas: células até a linha {end}.",
    columns_left_out="As colunas depois da {last} não são mostradas: células até a coluna {end}.",
    text_left_out="Células cujo texto passou do limite e não é mostrado por inteiro: {count}.",
    drawings_left_out="Objetos que não são mostrados: {count}.",
    fields_left_out="Campos fora da parte mostrada: {count}.",
    pictures_left_out="Imagens sem visualização (formato ou tamanho): {count}.",
    rules_left_out="Formatações condicionais que não são mostradas: {count}.",
)

_ENGLISH = Wording(
    caption="Sheet {name}, cells {range}, {fields} fields",
    field="field: {label}, {type}, {required}, cell {range}",
    required="required",
    optional="optional",
    no_label="without a name",
    options="options: {options}",
    help="help: {help}",
    field_types={
        "text_short": "short text",
        "text_long": "long text",
        "number": "number",
        "date": "date",
        "choice": "choice",
        "boolean": "yes or no",
    },
    drawings={
        "picture": "Picture",
        "shape": "Shape",
        "chart": "Chart",
        "group": "Group",
        "connector": "Line",
        "control": "Control",
        "other": "Object",
    },
    controls={
        "checkbox": "check box",
        "radio": "option button",
        "drop": "combo box",
        "list": "list box",
        "button": "button",
        "spin": "spin button",
        "scroll": "scroll bar",
        "gbox": "group box",
        "label": "label",
        "edit": "text box",
    },
    other_control="control",
    checked="checked",
    unchecked="not checked",
    picture="Picture that cannot be shown",
    comments="Comments",
    comment_on="{reference}, by {author}",
    notices="Notices",
    hidden_rows="hidden rows before row {index}: {count}",
    hidden_columns="hidden columns before column {index}: {count}",
    collapsed="collapsed group",
    hidden_sheet="This sheet is hidden in Excel.",
    no_cells={
        "chartsheet": "This sheet is a chart and has no cells.",
        "dialogsheet": "This sheet is a dialog and has no cells.",
        "macrosheet": "This sheet holds macros, which are not run.",
    },
    empty_sheet="This sheet is empty.",
    rows_left_out="Rows after {last} are not shown: there are cells down to row {end}.",
    columns_left_out="Columns after {last} are not shown: there are cells up to column {end}.",
    text_left_out="Cells whose text went beyond the limit and is not shown in full: {count}.",
    drawings_left_out="Objects that are not shown: {count}.",
    fields_left_out="Fields outside of the part that is shown: {count}.",
    pictures_left_out="Pictures without a preview (format or size): {count}.",
    rules_left_out="Conditional formats that are not shown: {count}.",
)

WORDINGS: Mapping[Language, Wording] = {"pt-BR": _PORTUGUESE, "en": _ENGLISH}
