"""DOCX, made by python-docx and by hand."""

import zipfile
from io import BytesIO

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.readers.docx import DocxReader

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def read(data: bytes) -> Reading:
    [reading] = DocxReader().read(data, file_name="a.docx")
    return reading


def saved(document: docx.document.Document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def package(body: str, namespace: str = W, **parts: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>')
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", xml)
    return out.getvalue()


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


def test_headings_paragraphs_lists_and_tables_in_document_order():
    document = docx.Document()
    document.add_heading("Keeping nurses", level=1)
    document.add_paragraph("A first paragraph.")
    document.add_heading("Rural posts", level=2)
    document.add_paragraph("Housing", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Country", "Nurses", "Niger", "0.35"], strict=True):
        cell.text = text
    document.add_paragraph("After the table.")
    reading = read(saved(document))
    assert texts(reading) == [
        "Keeping nurses",
        "A first paragraph.",
        "Rural posts",
        "Housing",
        "Country | Nurses",
        "Niger | 0.35",
        "After the table.",
    ]
    assert reading.blocks[5].headings == ("Keeping nurses", "Rural posts")
    assert [block.is_heading for block in reading.blocks[:3]] == [True, False, True]
    assert all(block.page is None for block in reading.blocks)


def test_core_properties_are_stated_and_placeholders_are_not():
    document = docx.Document()
    document.add_paragraph("Text.")
    document.core_properties.title, document.core_properties.author = "A plan", "Smith, A.; Jones, B."
    stated = read(saved(document))
    assert stated.metadata["title"] == "A plan"
    assert stated.metadata["authors"] == ("Smith, A.", "Jones, B.")
    assert stated.origins["title"] == "file"
    document.core_properties.title, document.core_properties.author = "Microsoft Word - Document1", "python-docx"
    assert not {"title", "authors"} & read(saved(document)).metadata.keys()


def test_the_title_style_gives_the_title_and_stands_above_all_headings():
    document = docx.Document()
    document.add_heading("National plan", level=0)
    document.add_heading("Aims", level=1)
    document.add_paragraph("Text.")
    reading = read(saved(document))
    assert (reading.metadata["title"], reading.origins["title"]) == ("National plan", "text")
    assert reading.blocks[2].headings == ("National plan", "Aims")


@pytest.mark.parametrize("name", ["Überschrift 2", "Nagłówek 2", "Titre 2", "Заголовок 2"])
def test_headings_by_the_names_of_other_languages(name):
    document = docx.Document()
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    document.add_heading("Above", level=1)
    document.add_paragraph("Below", style=style)
    document.add_paragraph("Text.")
    assert read(saved(document)).blocks[2].headings == ("Above", "Below")


def test_headings_by_outline_level_of_the_paragraph_and_of_the_style_it_is_based_on():
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="a"><w:name w:val="House style"/><w:pPr><w:outlineLvl w:val="0"/>'
        '</w:pPr></w:style><w:style w:styleId="b"><w:name w:val="Ours"/><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    body = (
        '<w:p><w:pPr><w:pStyle w:val="b"/></w:pPr><w:r><w:t>One</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>Two</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:outlineLvl w:val="9"/></w:pPr><w:r><w:t>Text</w:t></w:r></w:p>'
    )
    reading = read(package(body, styles=styles))
    assert reading.blocks[2].headings == ("One", "Two")


def test_styles_that_are_based_on_each_other_do_not_hang():
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    body = '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>Text</w:t></w:r></w:p>'
    assert texts(read(package(body, styles=styles))) == ["Text"]


def test_notes_stand_where_they_are_referred_to():
    note = f'<w:{{0}}s xmlns:w="{W}"><w:{{0}} w:id="1" w:type="separator">{p("line")}</w:{{0}}>'
    note += '<w:{0} w:id="2">{1}</w:{0}></w:{0}s>'
    body = (
        '<w:p><w:r><w:t>One</w:t></w:r><w:r><w:footnoteReference w:id="2"/><w:endnoteReference w:id="2"/></w:r></w:p>'
        + p("Two")
    )
    data = package(body, footnotes=note.format("footnote", p("foot")), endnotes=note.format("endnote", p("end")))
    assert texts(read(data)) == ["One", "foot", "Two", "end"]


def test_deleted_hidden_and_field_code_text_is_left_out_and_inserted_text_is_not():
    body = (
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>added</w:t></w:r></w:ins>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        '<w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>tiny</w:t></w:r>'
        '<w:r><w:rPr><w:vanish w:val="0"/><w:sz w:val="16"/></w:rPr><w:t> shown</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:pStyle w:val="S"/></w:pPr><w:r><w:t>secret</w:t></w:r></w:p>'
        '<w:p><w:r><w:rPr><w:rStyle w:val="S"/></w:rPr><w:t>secret</w:t></w:r></w:p>'
    )
    styles = f'<w:styles xmlns:w="{W}"><w:style w:styleId="S"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    assert texts(read(package(body, styles=styles))) == ["added shown"]


def test_tabs_breaks_and_raised_digits():
    body = (
        "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d 10</w:t></w:r>"
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>3</w:t></w:r></w:p>'
    )
    assert texts(read(package(body))) == ["a b c-d 10³"]


def test_content_controls_text_boxes_and_links_are_read_once():
    box = f"<w:txbxContent>{p('in the box')}</w:txbxContent>"
    body = (
        f"<w:sdt><w:sdtContent>{p('controlled')}</w:sdtContent></w:sdt>"
        "<w:p><w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink><w:r><mc:AlternateContent "
        f'xmlns:mc="urn:mc"><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert texts(read(package(body))) == ["controlled", "linked", "in the box"]


def test_a_table_that_only_arranges_is_read_cell_by_cell():
    cell = f"<w:tc>{p('one')}{p('two')}</w:tc>"
    assert texts(read(package(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"))) == ["one", "two"]
    long = f"<w:tc>{p('word ' * 200)}</w:tc><w:tc>{p('beside')}</w:tc>"
    assert texts(read(package(f"<w:tbl><w:tr>{long}</w:tr></w:tbl>")))[1] == "beside"


def test_a_table_of_contents_is_left_out_but_not_a_sentence_in_its_style():
    styles = f'<w:styles xmlns:w="{W}"><w:style w:styleId="T"><w:name w:val="toc 1"/></w:style></w:styles>'
    line = '<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    body = line.format("Aims 12") + line.format("A whole sentence.") + p("Text")
    assert texts(read(package(body, styles=styles))) == ["A whole sentence.", "Text"]


def test_the_strict_namespaces_are_read():
    assert texts(read(package(p("strict"), namespace=STRICT))) == ["strict"]


def test_an_embedded_document_makes_the_reading_partial():
    reading = read(package(p("text") + "<w:altChunk/>"))
    assert reading.completeness is Completeness.PARTIAL
    assert "altChunk" in reading.reason


def test_the_main_part_is_found_by_its_relation():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document2.xml", f'<w:document xmlns:w="{W}"><w:body>{p("x")}</w:body></w:document>')
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="urn:r"><Relationship Type="urn:x/officeDocument" Target="word/document2.xml"/>'
            "</Relationships>",
        )
    assert texts(read(out.getvalue())) == ["x"]


def test_refusals():
    for data, reason in [
        (b"no zip", "broken"),
        (package(""), "no text"),
        (package("<w:p>"), "not well-formed"),
    ]:
        with pytest.raises(UnreadableError, match=reason):
            read(data)
    other = BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(UnreadableError, match="no Word document"):
        read(other.getvalue())


def test_an_outside_entity_in_a_part_is_not_read(tmp_path):
    (tmp_path / "secret").write_text("the secret")
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(package(p("&x;")))) as old, zipfile.ZipFile(out, "w") as new:
        xml = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'.encode()
        new.writestr("word/document.xml", xml + old.read("word/document.xml"))
    with pytest.raises(UnreadableError, match="declares entities"):
        read(out.getvalue())


def test_rows_stand_below_the_head_that_repeats_and_merged_cells_in_each_row():
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"

    head = (
        "<w:tr><w:trPr><w:tblHeader/></w:trPr>"
        + cell("Country")
        + cell("Nurses", '<w:gridSpan w:val="2"/>')
        + "</w:tr>"
    )
    first = "<w:tr>" + cell("Norway", '<w:vMerge w:val="restart"/>') + cell("2019") + cell("5") + "</w:tr>"
    second = "<w:tr>" + cell("", "<w:vMerge/>") + cell("2020") + cell("6") + "</w:tr>"
    reading = read(package(f"<w:tbl>{head}{first}{second}</w:tbl>"))
    assert [(block.text, block.headings) for block in reading.blocks] == [
        ("Country | Nurses", ()),
        ("Norway | 2019 | 5", ("Country | Nurses",)),
        ("Norway | 2020 | 6", ("Country | Nurses",)),
    ]
