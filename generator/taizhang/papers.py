"""Papers: a bulletin as a Word document in the layout of an official paper (GB/T 9704—2012: margins, type sizes, line grid)."""

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from taizhang.reports import Bulletin, Table

#: Type sizes by their Chinese names.
_TWO, _THREE, _FOUR, _FIVE = Pt(22), Pt(16), Pt(14), Pt(10.5)
_TITLE, _HEADING, _BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
_LINE = Pt(28)


def write_paper(path: Path, bulletin: Bulletin) -> None:
    """Write `bulletin` to `path` as .docx: A4, margins 37/35/28/26 mm, body 三号仿宋 in lines of 28 pt, page numbers — n —."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    document.core_properties.title = bulletin.title
    document.core_properties.author = bulletin.host
    _page_number(section.footer.paragraphs[0])
    _paragraph(document, bulletin.status, _HEADING, _THREE, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _paragraph(document, bulletin.title, _TITLE, _TWO, align=WD_ALIGN_PARAGRAPH.CENTER)
    _paragraph(document, "", _BODY, _THREE)
    for one in bulletin.sections:
        _paragraph(document, one.heading, _HEADING, _THREE, indent=True)
        for text in one.paragraphs:
            _paragraph(document, text, _BODY, _THREE, indent=True)
    _paragraph(document, bulletin.note, _BODY, _FOUR, indent=True)
    _paragraph(document, bulletin.host, _BODY, _THREE, align=WD_ALIGN_PARAGRAPH.RIGHT)
    for table in bulletin.tables:
        _paragraph(document, table.caption, _HEADING, _THREE, new_page=True)
        _table(document, table)
    document.save(str(path))


def _paragraph(document: Any, text: str, font: str, size: Any, *, align: Any = None, indent: bool = False, new_page: bool = False) -> None:
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.page_break_before = new_page
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, _LINE if size < _TWO else Pt(35)
    form.space_before = form.space_after = Pt(0)
    if align is not None:
        paragraph.alignment = align
    if indent:
        form.first_line_indent = size * 2
    _run(paragraph, text, font, size)


def _run(paragraph: Any, text: str, font: str, size: Any) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = size, "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001  # the library has no other way
    return run


def _table(document: Any, table: Table) -> None:
    grid = document.add_table(rows=1, cols=len(table.columns))
    grid.style = "Table Grid"
    for cells, texts, font in ((grid.rows[0].cells, table.columns, _HEADING), *((grid.add_row().cells, row, _BODY) for row in table.rows)):
        for cell, text in zip(cells, texts, strict=True):
            _run(cell.paragraphs[0], text, font, _FIVE)
    # the heading row stands on every page
    properties = grid.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(OxmlElement("w:tblHeader"))


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", _BODY, _FOUR)
    run = _run(paragraph, "", _BODY, _FOUR)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        run._element.append(element)  # noqa: SLF001
    _run(paragraph, " —", _BODY, _FOUR)
