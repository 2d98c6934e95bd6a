"""What lies on the cells: pictures, shapes, charts, controls; lists, links and notes; and what a page may do."""

from __future__ import annotations

import base64
import re
import struct
import zlib

import pytest

from tr4ction_workbook.rendering import RenderLimits

CELLS = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
MAIN_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIXEL = 9_525


def png(width: int = 1, height: int = 1) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80\x20\x20" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def drawing(body: str) -> str:
    return f'<xdr:wsDr xmlns:xdr="{DRAWING}" xmlns:a="{MAIN_DRAWING}" xmlns:r="{RELATIONSHIPS}">{body}</xdr:wsDr>'


def anchored(thing: str, column: int = 1, row: int = 1, offset: int = 0, size: tuple[int, int] = (100, 40)) -> str:
    return (
        f"<xdr:oneCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>{offset * PIXEL}</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{size[0] * PIXEL}" cy="{size[1] * PIXEL}"/>{thing}<xdr:clientData/></xdr:oneCellAnchor>'
    )


PICTURE = (
    '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="p" descr="O logo"/></xdr:nvPicPr><xdr:blipFill>'
    '<a:blip r:embed="rId1"/></xdr:blipFill><xdr:spPr/></xdr:pic>'
)
SHAPE = (
    '<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="3" name="s"/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="roundRect"/>'
    '<a:solidFill><a:srgbClr val="06B3C5"/></a:solidFill><a:ln><a:solidFill><a:schemeClr val="lt1">'
    '<a:shade val="50000"/></a:schemeClr></a:solidFill></a:ln></xdr:spPr><xdr:txBody><a:bodyPr anchor="ctr"/>'
    '<a:p><a:pPr algn="ctr"/><a:r><a:rPr sz="1800" b="1"/><a:t>Um texto</a:t></a:r></a:p></xdr:txBody></xdr:sp>'
)


@pytest.fixture
def drawn(render, make_package):
    """A sheet with a drawing of that content."""

    def draw(body: str, image: bytes = png(), sheet: str = CELLS, page=None, **extra):
        return render(
            sheet + '<drawing r:id="rId9"/>',
            page,
            sheet_rels=(("rId9", "drawing", "../drawings/drawing1.xml"),),
            extra={
                "xl/drawings/drawing1.xml": drawing(body),
                "xl/drawings/_rels/drawing1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
                f'package/2006/relationships"><Relationship Id="rId1" Type="{RELATIONSHIPS}/image" '
                'Target="../media/image1.png"/></Relationships>',
                "xl/media/image1.png": image,
                **extra,
            },
        )

    return draw


class TestOnTheCells:
    def test_a_picture_at_its_place(self, drawn) -> None:
        page = drawn(anchored(PICTURE, offset=10))
        (picture,) = page.find("pic")
        css = page.rules(picture)
        assert "inset-inline-start:10px;top:0;width:100px;height:40px" in css
        assert base64.b64encode(png()).decode() in page.html
        assert (picture.get("role"), picture.get("aria-label")) == ("img", "O logo")
        assert page.cells["B2"] is picture.getparent()

    def test_one_image_is_on_the_page_once(self, drawn) -> None:
        page = drawn(anchored(PICTURE) + anchored(PICTURE, row=5))
        assert len(page.find("pic")) == 2
        assert page.html.count("data:image/png") == 1

    def test_a_cropped_picture(self, drawn) -> None:
        cropped = PICTURE.replace('<a:blip r:embed="rId1"/>', '<a:blip r:embed="rId1"/><a:srcRect l="50000"/>')
        page = drawn(anchored(cropped))
        assert "background-size:200.000% 100.000%;background-position:100.000% 0.000%" in page.html

    def test_a_picture_over_hidden_rows_hangs_on_a_shown_cell(self, drawn) -> None:
        page = drawn(anchored(PICTURE, row=1), sheet='<sheetData><row r="2" hidden="1"/></sheetData>')
        assert page.find("pic")[0].getparent() is page.cells["B3"]

    def test_a_picture_in_a_merged_cell(self, drawn) -> None:
        page = drawn(anchored(PICTURE), sheet=CELLS + '<mergeCells><mergeCell ref="A1:C4"/></mergeCells>')
        assert "inset-inline-start:64px;top:20px" in page.rules(page.find("pic")[0])

    @pytest.mark.parametrize("image", [b"<svg onload='alert(1)'/>", b"\x01\x00\x00\x00EMF", b""])
    def test_other_images_are_named_instead(self, drawn, image: bytes) -> None:
        page = drawn(anchored(PICTURE), image=image)
        assert "data:" not in page.root.findtext(".//style")
        assert page.find("box")[0].text == "Imagem que não pode ser mostrada: O logo"
        assert page.notices == ["Imagens sem visualização (formato ou tamanho): 1."]

    def test_pictures_beyond_the_limit_are_named_instead(self, drawn) -> None:
        page = drawn(anchored(PICTURE), page={"limits": RenderLimits(max_picture_bytes=10)})
        assert page.notices == ["Imagens sem visualização (formato ou tamanho): 1."]

    def test_a_shape_with_its_text(self, drawn) -> None:
        page = drawn(anchored(SHAPE))
        (shape,) = page.find("shape")
        css = page.rules(shape)
        assert shape.text == "Um texto"
        assert "background:#06B3C5;border:1px solid #BABABA" in css
        assert "font-size:24px;font-weight:700;border-radius:12px;text-align:center;align-content:safe center" in css

    def test_members_of_a_group_have_places_of_their_own(self, drawn) -> None:
        frame = '<a:xfrm><a:off x="0" y="0"/><a:ext cx="200" cy="100"/>{}</a:xfrm>'
        inner = '<a:chOff x="0" y="0"/><a:chExt cx="200" cy="100"/>'
        member = SHAPE.replace(
            "<xdr:spPr>", '<xdr:spPr><a:xfrm><a:off x="100" y="0"/><a:ext cx="100" cy="50"/></a:xfrm>'
        )
        group = (
            '<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="7" name="g"/></xdr:nvGrpSpPr>'
            f"<xdr:grpSpPr>{frame.format(inner)}</xdr:grpSpPr>{member}</xdr:grpSp>"
        )
        page = drawn(anchored(group, column=0, row=0, size=(128, 40)))
        assert page.find("shape")[0].getparent() is page.cells["B1"]
        assert "width:64px;height:20px" in page.rules(page.find("shape")[0])

    def test_a_chart_is_a_named_place(self, drawn) -> None:
        chart = (
            '<xdr:graphicFrame><xdr:nvGraphicFramePr><xdr:cNvPr id="4" name="Vendas"/></xdr:nvGraphicFramePr>'
            '<a:graphic><a:graphicData><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
            "</a:graphicData></a:graphic></xdr:graphicFrame>"
        )
        assert drawn(anchored(chart)).find("box")[0].text == "Gráfico: Vendas"

    def test_a_check_box_says_its_state(self, render) -> None:
        vml = (
            '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
            '<v:shape id="_x0000_s1025"><v:textbox><div>Aceito</div></v:textbox><x:ClientData ObjectType="Checkbox">'
            "<x:Anchor>1, 0, 1, 0, 2, 0, 2, 0</x:Anchor><x:Checked>1</x:Checked></x:ClientData></v:shape></xml>"
        )
        page = render(
            CELLS + '<legacyDrawing r:id="rId9"/>',
            sheet_rels=(("rId9", "vmlDrawing", "../drawings/vmlDrawing1.vml"),),
            extra={"xl/drawings/vmlDrawing1.vml": vml},
        )
        (control,) = page.find("ctl")
        assert (control.text, control.get("aria-label")) == ("☑ Aceito", "caixa de seleção, Aceito, marcada")

    def test_lists_links_and_notes(self, render) -> None:
        note = (
            '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>Ana</author>'
            '</authors><commentList><comment ref="A1" authorId="0"><text><t>Veja</t></text></comment></commentList>'
            "</comments>"
        )
        page = render(
            CELLS + '<dataValidations><dataValidation type="list" sqref="A1:A2"><formula1>"a,b"</formula1>'
            '</dataValidation></dataValidations><hyperlinks><hyperlink ref="A1" r:id="rId2"/></hyperlinks>',
            sheet_rels=(("rId1", "comments", "../comments1.xml"), ("rId2", "hyperlink", "https://example.org/?a=1")),
            extra={"xl/comments1.xml": note},
        )
        assert [cell for cell, td in page.cells.items() if "dd" in (td.get("class") or "").split()] == ["A1", "A2"]
        link = page.cells["A1"].find("div/a")
        assert (link.get("href"), link.get("rel")) == ("https://example.org/?a=1", "noopener noreferrer")
        assert page.find("note")[0].get("title") == "Veja"
        assert [item.text for item in page.root.find(".//section/dl")] == ["A1, por Ana", "Veja"]


@pytest.mark.parametrize(
    "target",
    [
        "javascript://x/%0aalert(1)",
        "data://text/html,x",
        "file:///etc/passwd",
        "vbscript://x",
        "https://a b",
        "ftp://example.org",
    ],
)
def test_no_other_address_is_a_link(render, target: str) -> None:
    page = render(
        CELLS + '<hyperlinks><hyperlink ref="A1" r:id="rId2"/></hyperlinks>',
        sheet_rels=(("rId2", "hyperlink", target),),
    )
    assert page.root.find(".//a") is None
    assert page.text("A1") == "1"


def test_nothing_runs_and_nothing_is_asked_for(drawn) -> None:
    page = drawn(anchored(PICTURE) + anchored(SHAPE, row=4))
    assert not {"script", "link", "img", "iframe", "object"} & {item.tag for item in page.root.iter()}
    names = {name for item in page.root.iter() for name in item.attrib}
    assert not {name for name in names if name == "style" or name.startswith("on")}
    assert re.findall(r"url\((?!data:image/png;base64,)", page.html) == []
