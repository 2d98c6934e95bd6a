"""A workbook made by hand that has everything the format has for a template, and some things it has not."""

from __future__ import annotations

NAMESPACES = (
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
    ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
    ' xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xmlns:odd="urn:odd"'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

STRINGS = (
    "<si><t>plain</t></si>"
    '<si><r><t xml:space="preserve">rich </t></r><r><rPr><b/><i val="0"/><u val="double"/><sz val="9"/>'
    '<color theme="4" tint="-0.25"/><rFont val="Arial"/><family val="2"/><charset val="0"/><outline/>'
    '<vertAlign val="superscript"/><scheme val="minor"/></rPr><t>text_x000D_</t></r></si>'
    '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1" type="Hiragana"/></si>'
    '<si><r><rPr><odd:font xmlns:odd="urn:odd" a="1"/></rPr><t>odd</t></r></si><si/>'
)
STYLES = """
<numFmts count="1"><numFmt numFmtId="164" formatCode="0.0&quot; km&quot;"/></numFmts>
<fonts count="2"><font/><font><b/><name val="Calibri"/><family val="2"/><charset val="1"/><shadow/><outline/><condense/>
<extend/></font></fonts>
<fills><fill><patternFill patternType="gray125"/></fill><fill><gradientFill degree="90"><stop position="0">
<color rgb="FFFF0000"/></stop><stop position="1"><color theme="5"/></stop></gradientFill></fill><fill>
<gradientFill type="path" left="0.2" right="0.8" top="0.3" bottom="0.7"><stop position="0">
<color rgb="FF00FF00"/></stop>
</gradientFill></fill></fills>
<borders><border outline="0"><diagonal style="thin"/></border></borders>
<cellStyleXfs><xf numFmtId="0"/><xf numFmtId="9" fontId="1"/></cellStyleXfs>
<cellXfs><xf/><xf numFmtId="164" fontId="1" fillId="1" xfId="1" quotePrefix="1" pivotButton="1">
<alignment horizontal="distributed" justifyLastLine="1" relativeIndent="-1" readingOrder="2"/>
<protection locked="0" hidden="1"/></xf><xf fillId="2"/></cellXfs>
<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/><cellStyle name="Mine" xfId="1" hidden="1"/></cellStyles>
<dxfs><dxf><font><b val="1"/><color rgb="FF9C0006"/></font><numFmt numFmtId="165" formatCode="0%"/><fill><patternFill>
<bgColor rgb="FFFFC7CE"/></patternFill></fill><alignment wrapText="1"/><border><vertical style="thin"/></border>
<protection locked="0"/></dxf></dxfs>
<tableStyles><tableStyle name="House" pivot="0">
<tableStyleElement type="headerRow" dxfId="0"/></tableStyle></tableStyles>
"""
BEFORE = """
<sheetPr codeName="Sheet1" filterMode="1"><tabColor theme="3"/><outlinePr summaryBelow="0"/><pageSetUpPr fitToPage="1"/>
</sheetPr><dimension ref="A1:F9"/><sheetViews><sheetView showGridLines="0" showZeros="0" rightToLeft="1" tabSelected="1"
 showRowColHeaders="0" zoomScale="85" view="pageBreakPreview" topLeftCell="B2" workbookViewId="0"><pane ySplit="1"
 state="frozen"/><selection activeCell="C3" sqref="C3 D4:E5"/></sheetView></sheetViews><sheetFormatPr baseColWidth="12"
 defaultRowHeight="15" zeroHeight="1" outlineLevelRow="2" x14ac:dyDescent="0.25"/>
<cols><col min="1" max="2" width="9.5" customWidth="1" bestFit="1" phonetic="1"/><col min="3" max="3"
 outlineLevel="1" collapsed="1" style="1" hidden="1"/><col min="9" max="8"/></cols>
"""
ROWS = """
<row r="1" spans="1:5" ht="30" customHeight="1" thickBot="1" x14ac:dyDescent="0.3"><c r="A1" s="1" t="s"><v>1</v></c>
<c r="B1" t="s"><v>2</v></c><c r="C1"/><c r="D1"><v>1.50</v></c><c r="E1" t="b"><v>1</v></c></row>
<row r="2" ht="30" customHeight="1" thickBot="1" x14ac:dyDescent="0.3"><c r="A2" cm="1" vm="2"><f t="array" ref="A2:A3">
X()</f><v>7</v></c><c r="B2"><f t="shared" ref="B2:B3" si="0">D1+1</f><v>1</v></c></row>
<row r="3" s="1" customFormat="1" hidden="1" outlineLevel="1" collapsed="1"><c r="A3"/><c r="B3"><f t="shared" si="0"/>
<v>2</v></c><c r="C3" t="e"><v>#N/A</v></c><c r="D3" t="d"><v>2024-01-01</v></c></row>
"""
STRANGE_ROW = """
<row r="5" s="2" odd:mark="x"><c r="A5" t="inlineStr" ph="1"><is><r><rPr><b/></rPr><t>in</t></r><rPh sb="0" eb="1">
<t>i</t>
</rPh></is></c><c r="B5" odd:mark="y" s="1"><v>5</v><extLst><ext uri="{1}"><odd:inside>z</odd:inside></ext></extLst></c>
<c r="C5" t="strange"><v>?</v></c><odd:note>between cells</odd:note></row><odd:between/>
"""
AFTER = """
<sheetProtection sheet="1" algorithmName="SHA-512" hashValue="aGFzaA==" saltValue="c2FsdA==" spinCount="100000"/>
<protectedRanges><protectedRange name="Team" sqref="A1 B2:C3" algorithmName="SHA-512" hashValue="x"/></protectedRanges>
<autoFilter ref="A1:C9"><filterColumn colId="0"/></autoFilter>
<mergeCells count="3"><mergeCell ref="A7:B8"/><mergeCell ref="D8:C7"/><mergeCell ref="junk"/></mergeCells>
<phoneticPr fontId="1"/><conditionalFormatting sqref="A1 B2" pivot="1"><cfRule type="cellIs" dxfId="0" priority="1">
<formula>1</formula></cfRule></conditionalFormatting>
<dataValidations count="2" disablePrompts="1"><dataValidation type="list" sqref="B1 junk" imeMode="on" xr:uid="{1}">
<formula1>Choices</formula1></dataValidation><dataValidation type="list" sqref="$C$1:C2"><formula1>$F$1:$F$3</formula1>
</dataValidation></dataValidations>
<hyperlinks><hyperlink ref="A1" r:id="rId1" tooltip="t" xr:uid="{2}"/>
<hyperlink ref="A2 B2" location="S!A1"/></hyperlinks>
<printOptions gridLines="1"/><pageMargins left="0.7" right="0.7" top="1" bottom="1" header="0" footer="0"/><pageSetup
 orientation="landscape" paperSize="9" r:id="rId2"/><headerFooter differentFirst="1"><oddHeader>&amp;C T </oddHeader>
</headerFooter><rowBreaks count="1"><brk id="5"/></rowBreaks><customElement a="1">text</customElement>
<drawing r:id="rId3"/><legacyDrawing r:id="rId4"/><picture r:id="rId5"/><mc:AlternateContent><mc:Choice Requires="x14">
<controls><control shapeId="9" r:id="rId6" name="Go"><controlPr macro="[0]!Run" altText="Start">
<anchor moveWithCells="1">
<from><col>1</col><colOff>5</colOff><row>1</row><rowOff>6</rowOff></from><to><col>2</col><colOff>0</colOff><row>2</row>
<rowOff>0</rowOff></to></anchor></controlPr></control></controls></mc:Choice></mc:AlternateContent>
<tableParts count="1"><tablePart r:id="rId7"/></tableParts><extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}">
<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="dataBar" id="{3}"/><xm:sqref>D1:D9</xm:sqref>
</x14:conditionalFormatting></x14:conditionalFormattings></ext><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}">
<x14:dataValidations><x14:dataValidation type="list"><x14:formula1><xm:f>Lists!$A$1:$A$3</xm:f></x14:formula1>
<xm:sqref>E1 E3:E4</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>
"""
_DRAWING_NAMES = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:sle="http://schemas.microsoft.com/office/drawing/2010/slicer"'
)
_FROM_TO = (
    "<xdr:from><xdr:col>1</xdr:col><xdr:colOff>9525</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>12700</xdr:rowOff>"
    "</xdr:from><xdr:to><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>1</xdr:rowOff>"
    "</xdr:to>"
)
DRAWING = f"""<xdr:wsDr {_DRAWING_NAMES}>
<xdr:twoCellAnchor editAs="oneCell">{_FROM_TO}<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Logo" descr="alt" title="T">
<a:hlinkClick r:id="rId2" tooltip="tip"/></xdr:cNvPr></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill>
</xdr:pic><xdr:clientData fLocksWithSheet="0" fPrintsWithSheet="0"/></xdr:twoCellAnchor>
<xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>0</xdr:row></xdr:from><xdr:ext cx="100" cy="200"/><xdr:sp
 macro="[0]!Go" textlink="S!$A$1"><xdr:nvSpPr><xdr:cNvPr id="3" name="Box"/></xdr:nvSpPr><xdr:txBody><a:p><a:r>
<a:t>One</a:t>
</a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:oneCellAnchor>
<xdr:absoluteAnchor><xdr:pos x="10" y="20"/><xdr:ext cx="30" cy="40"/><xdr:graphicFrame><xdr:nvGraphicFramePr><xdr:cNvPr
 id="4" name="Sales"/></xdr:nvGraphicFramePr><a:graphic><a:graphicData>
<c:chart r:id="rId3"/></a:graphicData></a:graphic>
</xdr:graphicFrame><xdr:clientData/></xdr:absoluteAnchor>
<xdr:twoCellAnchor>{_FROM_TO}<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="5" name="Group"/></xdr:nvGrpSpPr>
<xdr:graphicFrame>
<xdr:nvGraphicFramePr><xdr:cNvPr id="6" name="Slicer frame"/></xdr:nvGraphicFramePr><a:graphic><a:graphicData>
<sle:slicer name="Region"/></a:graphicData></a:graphic></xdr:graphicFrame></xdr:grpSp>
<xdr:clientData/></xdr:twoCellAnchor>
</xdr:wsDr>"""
CHART = """<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:pivotSource>
<c:name>[x]S!Pivot</c:name></c:pivotSource>
<c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Sales </a:t></a:r><a:r>
<a:t>2026</a:t></a:r></a:p></c:rich></c:tx></c:title>
<c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:f>S!$B$1</c:f><c:strCache><c:pt idx="0"><c:v>North</c:v></c:pt>
</c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:f>S!$A$2:$A$3</c:f></c:strRef></c:cat><c:val><c:numRef>
<c:f>S!$B$2:$B$3</c:f></c:numRef></c:val></c:ser></c:barChart><c:scatterChart><c:ser><c:tx><c:v>Points</c:v></c:tx>
<c:xVal>
<c:numRef><c:f>S!$C$1</c:f></c:numRef></c:xVal><c:yVal><c:numLit/></c:yVal></c:ser></c:scatterChart><c:valAx><c:axPos
 val="l"/><c:title><c:tx><c:strRef><c:f>S!$D$1</c:f><c:strCache><c:pt>
<c:v>Units</c:v></c:pt></c:strCache></c:strRef></c:tx>
</c:title></c:valAx></c:plotArea></c:chart></c:chartSpace>"""
VML = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape
 id="_x0000_s9"><x:ClientData ObjectType="Button"/></v:shape><v:shape id="_x0000_s1026"><v:textbox>
<div>Old <font>style</font>
 </div></v:textbox><x:ClientData ObjectType="Checkbox"><x:Anchor>1, 2, 3, 4, 5, 6, 7, 8</x:Anchor>
<x:FmlaMacro>Tick</x:FmlaMacro>
<x:Checked>1</x:Checked></x:ClientData></v:shape></xml>"""
BOOK = """<workbookProtection workbookAlgorithmName="SHA-512" workbookHashValue="aA==" lockStructure="1"/>
<bookViews><workbookView activeTab="0" firstSheet="0" tabRatio="700"/></bookViews><definedNames>
<definedName name="Choices"
 comment="c">S!$F$1:$F$3</definedName><definedName name="_xlnm.Print_Area" localSheetId="0">S!$A$1:$C$9,S!$E$1:$F$2
</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">S!$A:$B,S!$1:$2</definedName></definedNames>
<calcPr calcId="191029" fullCalcOnLoad="1"/>"""
CUSTOM = """<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
 xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">
<property fmtid="{1}" pid="2" name="Cycle">
<vt:lpwstr>Q1</vt:lpwstr></property><property pid="3" name="Round"><vt:i4>-3</vt:i4></property>
<property pid="4" name="Share">
<vt:r8>0.5</vt:r8></property><property pid="5" name="Final"><vt:bool>true</vt:bool></property>
<property pid="6" name="Day">
<vt:filetime>2026-01-02T03:04:05Z</vt:filetime></property></Properties>"""
THEME = """<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="House"><a:themeElements>
<a:fontScheme>
<a:majorFont><a:latin typeface="Cambria"/><a:ea typeface=""/><a:font script="Jpan" typeface="Gothic"/></a:majorFont>
<a:minorFont><a:latin typeface="Calibri"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>"""
THREADS = """<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">
<threadedComment
 ref="B2" personId="{p}" id="{a}" dT="2026-01-01T00:00:00.00" done="1"><text>First</text></threadedComment>
<threadedComment
 ref="B2" personId="{p}" id="{b}" parentId="{a}"><text>Reply</text></threadedComment></ThreadedComments>"""
SIGNATURE = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignatureValue>c2ln</SignatureValue></Signature>'

SHEET_RELATIONSHIPS = (
    ("rId1", "hyperlink", "https://example.org/?a=1&amp;b=2"),
    ("rId2", "printerSettings", "../printerSettings/printerSettings1.bin"),
    ("rId3", "drawing", "../drawings/drawing1.xml"),
    ("rId4", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
    ("rId5", "image", "../media/back.png"),
    ("rId6", "ctrlProp", "../ctrlProps/ctrlProp1.xml"),
    ("rId7", "table", "../tables/table1.xml"),
    ("rId8", "comments", "../comments1.xml"),
    ("rId9", "threadedComment", "../threadedComments/threadedComment1.xml"),
    ("rId10", "pivotTable", "../pivotTables/pivotTable1.xml"),
    ("rId11", "slicer", "../slicers/slicer1.xml"),
)
BOOK_RELATIONSHIPS = (
    ("rId11", "theme", "theme/theme1.xml"),
    ("rId12", "person", "persons/person.xml"),
    ("rId13", "externalLink", "externalLinks/externalLink1.xml"),
    ("rId14", "vbaProject", "vbaProject.bin"),
    ("rId15", "connections", "connections.xml"),
    ("rId16", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
    ("rId17", "customXml", "../customXml/item1.xml"),
)


def _relationships(*items: tuple[str, str, str]) -> str:
    rows = ""
    for name, kind, target in items:
        full_kind = kind if ":" in kind else f"{_TYPES}/{kind}"
        mode = ' TargetMode="External"' if "://" in target else ""
        rows += f'<Relationship Id="{name}" Type="{full_kind}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def sheet(rows: str = ROWS, strange: str = "") -> str:
    """The sheet part. With `strange`, rows that only the thorough reader can read."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}" {NAMESPACES} mc:Ignorable="x14ac xr">'
        f'{BEFORE}<sheetData odd:kept="1">{rows}{strange}</sheetData>{AFTER}</worksheet>'
    )


EXTRA: dict[str, str | bytes] = {
    "_rels/.rels": _relationships(
        ("rId1", "officeDocument", "xl/workbook.xml"),
        ("rId2", "custom-properties", "docProps/custom.xml"),
        (
            "rId3",
            "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin",
            "_xmls/o.sigs",
        ),
    ),
    "docProps/custom.xml": CUSTOM,
    "_xmls/o.sigs": b"",
    "_xmls/_rels/o.sigs.rels": _relationships(("rId1", "urn:signature", "sig1.xml")),
    "_xmls/sig1.xml": SIGNATURE,
    "customXml/item1.xml": '<data xmlns="urn:data"><q:a xmlns:q="urn:q" q:b="1" b="2"/></data>',
    "xl/theme/theme1.xml": THEME,
    "xl/persons/person.xml": '<personList xmlns="urn:p"><person id="{p}" displayName="Ana" userId="u" providerId="AD"/>'
    "</personList>",
    "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"><externalBook><sheetNames>'
    '<sheetName val="Other"/></sheetNames></externalBook></externalLink>',
    "xl/externalLinks/_rels/externalLink1.xml.rels": _relationships(
        ("rId1", "externalLinkPath", "file:///C:/other.xlsx")
    ),
    "xl/vbaProject.bin": b"\0macros",
    "xl/connections.xml": f'<connections xmlns="{MAIN}"><connection id="1" name="Server"/></connections>',
    "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{MAIN}" recordCount="1"/>',
    "xl/pivotTables/pivotTable1.xml": f'<pivotTableDefinition xmlns="{MAIN}" name="Pivot"><location ref="H1:I9"/>'
    "</pivotTableDefinition>",
    "xl/slicers/slicer1.xml": '<slicers xmlns="urn:slicers"><slicer name="Region"/><slicer name="Year"/></slicers>',
    "xl/printerSettings/printerSettings1.bin": b"printer",
    "xl/drawings/drawing1.xml": DRAWING,
    "xl/drawings/_rels/drawing1.xml.rels": _relationships(
        ("rId1", "image", "../media/back.png"),
        ("rId2", "hyperlink", "#S!A1"),
        ("rId3", "chart", "../charts/chart1.xml"),
    ),
    "xl/drawings/vmlDrawing1.vml": VML,
    "xl/charts/chart1.xml": CHART,
    "xl/media/back.png": b"\x89PNG",
    "xl/ctrlProps/ctrlProp1.xml": '<formControlPr xmlns="urn:c" objectType="Button" lockText="1"/>',
    "xl/tables/table1.xml": f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="F1:F3"><tableColumns>'
    '<tableColumn id="1" name="Choice"/></tableColumns></table>',
    "xl/tables/_rels/table1.xml.rels": _relationships(("rId1", "queryTable", "../queryTables/queryTable1.xml")),
    "xl/queryTables/queryTable1.xml": f'<queryTable xmlns="{MAIN}" name="Query" connectionId="1"/>',
    "xl/comments1.xml": f'<comments xmlns="{MAIN}"><authors><author>Ana</author></authors><commentList>'
    '<comment ref="A1" authorId="0"><text><r><rPr><b/></rPr><t>Note</t></r></text></comment></commentList></comments>',
    "xl/threadedComments/threadedComment1.xml": THREADS,
    "xl/orphan.xml": "<:not-xml",
    "xl/worksheets/_rels/sheet9.xml.rels": _relationships(("rId1", "drawing", "gone.xml")),
    "unknown/data.dat": b"\1\2\3",
}
