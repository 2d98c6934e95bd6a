"""The sheets of the sample template, in the order in which founders work through them."""

from __future__ import annotations

from datetime import datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tr4ction_cli.sample import layout
from tr4ction_cli.sample.logo import make_logo

_CREATED = datetime(2025, 1, 6, 9, 0)  # noqa: DTZ001  the format knows no time zone
_STATUS = "=Listas!$A$2:$A$5"
_YES_NO = '"Sim,Não"'
_WEEKS = 11


def build_workbook() -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "TR4CTION"
    workbook.properties.title = "Template de exemplo do programa de aceleração"
    workbook.properties.created = _CREATED
    for name, fill in (
        ("Capa", _cover),
        ("SWOT", _swot),
        ("ICP", _icp),
        ("Persona", _persona),
        ("OKRs", _okrs),
        ("Cronograma", _schedule),
        ("Listas", _lists),
    ):
        fill(workbook.create_sheet(name))
    return workbook


def _cover(sheet: Worksheet) -> None:
    layout.set_up(sheet, (3, 30, 44, 20))
    sheet.add_image(make_logo(), "B1")
    sheet.row_dimensions[1].height = 40
    layout.title(sheet, "B3:D3", "Programa de Aceleração · Ciclo de exemplo", "Preencha primeiro os dados da startup.")
    for row, name in enumerate(("Nome da startup", "Responsável pelo preenchimento", "E-mail de contato"), start=6):
        layout.label(sheet, f"B{row}", name)
        layout.answer(sheet, f"C{row}")
    layout.label(sheet, "B9", "Data de início")
    layout.answer(sheet, "C9", number_format=layout.DATE)
    layout.label(sheet, "B10", "Número de sócios")
    layout.answer(sheet, "C10", number_format=layout.WHOLE)
    layout.label(sheet, "B11", "Estágio")
    layout.answer(sheet, "C11")
    layout.choices(sheet, "C11", '"Ideação,Validação,Operação,Tração,Escala"')
    layout.label(sheet, "B12", "Já tem faturamento?")
    layout.answer(sheet, "C12")
    layout.choices(sheet, "C12", _YES_NO)
    layout.theory(
        sheet,
        "B15:D15",
        (
            "Cada aba é uma etapa. Siga a ordem das abas: o que você escreve em uma serve de base para a próxima.",
            "Textos em cinza são exemplos de outras empresas. Apague-os e escreva sobre a sua.",
        ),
    )


def _swot(sheet: Worksheet) -> None:
    layout.set_up(sheet, (3, 26, 26, 3, 26, 26))
    layout.title(sheet, "B2:F2", "Análise SWOT", "Olhe para dentro e para fora do negócio antes de decidir.")
    layout.label(sheet, "B5", "Status da etapa")
    layout.answer(sheet, "C5", "Não iniciado")
    layout.choices(sheet, "C5", _STATUS)
    quadrants = (
        ("B7:C7", "B8:C13", "Forças\nO que vocês fazem melhor do que os concorrentes?"),
        ("E7:F7", "E8:F13", "Fraquezas\nO que impede vocês de crescer mais rápido?"),
        ("B15:C15", "B16:C21", "Oportunidades\nQue mudança no mercado joga a favor de vocês?"),
        ("E15:F15", "E16:F21", "Ameaças\nO que pode tirar clientes de vocês nos próximos 12 meses?"),
    )
    examples = {"B8:C13": "Equipe com 10 anos de experiência em logística; contrato com dois grandes varejistas."}
    for label_area, answer_area, text in quadrants:
        layout.label(sheet, label_area, text)
        layout.answer(sheet, answer_area, examples.get(answer_area))
    layout.theory(
        sheet,
        "B24:F24",
        (
            "SWOT: Strengths, Weaknesses, Opportunities, Threats. As duas primeiras são internas; as outras, externas.",
            "Exemplo: uma padaria de bairro tem como força a clientela fiel e como ameaça o novo supermercado.",
        ),
    )


def _icp(sheet: Worksheet) -> None:
    layout.set_up(sheet, (3, 40, 50, 24))
    layout.title(
        sheet, "B2:D2", "ICP · Perfil de cliente ideal", "Descreva a empresa que mais ganha com a sua solução."
    )
    text_rows = (
        ("Segmento de atuação", "Varejo alimentar com mais de uma loja"),
        ("Região", "Sul e Sudeste"),
        ("Cargo de quem decide a compra", None),
        ("Principal dor\nO que tira o sono desse cliente?", None),
        ("Como resolve hoje?", None),
    )
    for row, (name, example) in enumerate(text_rows, start=5):
        layout.label(sheet, f"B{row}", name)
        layout.answer(sheet, f"C{row}", example)
    layout.label(sheet, "B10", "Número de funcionários")
    layout.answer(sheet, "C10", 120, layout.WHOLE)
    layout.label(sheet, "B11", "Ticket médio mensal (R$)")
    layout.answer(sheet, "C11", None, layout.MONEY)
    layout.label(sheet, "B12", "Modelo de venda")
    layout.answer(sheet, "C12")
    layout.choices(sheet, "C12", '"B2B,B2C,B2B2C,Marketplace"')
    layout.theory(
        sheet,
        "B15:D15",
        (
            "ICP (Ideal Customer Profile) descreve a empresa, não a pessoa. A pessoa é a Persona, na próxima aba.",
            "Comece pelos três clientes que mais compram e menos reclamam: o que eles têm em comum?",
        ),
    )


def _persona(sheet: Worksheet) -> None:
    layout.set_up(sheet, (3, 28, 28, 28, 28))
    layout.title(sheet, "B2:E2", "Persona", "Uma pessoa de verdade, com nome, rotina e problemas.")
    layout.label(sheet, "B5", "Nome")
    layout.answer(sheet, "C5")
    layout.label(sheet, "D5", "Idade")
    layout.answer(sheet, "E5", None, layout.WHOLE)
    layout.label(sheet, "B6", "Profissão")
    layout.answer(sheet, "C6")
    layout.label(sheet, "D6", "Data da entrevista")
    layout.answer(sheet, "E6", None, layout.DATE)
    blocks = (
        ("B8:E8", "B9:E12", "Rotina\nComo é um dia de trabalho dessa pessoa?"),
        ("B14:E14", "B15:E18", "Objetivos\nO que ela quer alcançar este ano?"),
        ("B20:E20", "B21:E24", "Frustrações\nO que já tentou e não funcionou?"),
    )
    for label_area, answer_area, text in blocks:
        layout.label(sheet, label_area, text)
        layout.answer(sheet, answer_area)


def _okrs(sheet: Worksheet) -> None:
    layout.set_up(sheet, (3, 34, 44, 14, 22, 14, 16))
    layout.title(sheet, "B2:G2", "OKRs do trimestre", "Até três objetivos, com resultados que se medem.")
    headers = ("Objetivo", "Resultado-chave", "Meta", "Responsável", "Prazo", "Status")
    example = (
        "Ser referência em entregas no mesmo dia",
        "Entregas no prazo",
        95,
        "Ana",
        datetime(2025, 3, 31),  # noqa: DTZ001  a day in a cell
        "Em andamento",
    )
    empty = (None,) * len(headers)
    layout.table(sheet, "B5", headers, (example, *(empty,) * 5))
    layout.column_format(sheet, "D6:D11", layout.WHOLE)
    layout.column_format(sheet, "F6:F11", layout.DATE)
    layout.choices(sheet, "G6:G11", _STATUS)
    layout.theory(
        sheet,
        "B14:G14",
        ("Objetivo diz aonde ir; resultado-chave diz como saber que chegou. Sem número não é resultado-chave.",),
    )


def _schedule(sheet: Worksheet) -> None:
    layout.set_up(sheet, (3, 14, 48, 24, 16, 16))
    layout.title(sheet, "B2:F2", "Cronograma", "Onze semanas, uma entrega por semana.")
    headers = ("Semana", "Atividade", "Responsável", "Início", "Concluído?")
    weeks = tuple((f"Semana {week}", None, None, None, None) for week in range(1, _WEEKS + 1))
    layout.table(sheet, "B5", headers, weeks)
    layout.row_names(sheet, f"B6:B{5 + _WEEKS}")
    layout.column_format(sheet, f"E6:E{5 + _WEEKS}", layout.DATE)
    layout.choices(sheet, f"F6:F{5 + _WEEKS}", _YES_NO)


def _lists(sheet: Worksheet) -> None:
    """What drop-downs of other sheets refer to; nobody needs to see it."""
    for row, text in enumerate(("Status", "Não iniciado", "Em andamento", "Concluído", "Bloqueado"), start=1):
        sheet.cell(row, 1, text)
    sheet.sheet_state = "hidden"
