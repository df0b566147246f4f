"""JATS articles."""

from pathlib import Path

import pytest

from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.readers.jats import JatsReader

FRONT = """<front><journal-meta><journal-title-group>
<journal-title>Human Resources</journal-title></journal-title-group>
</journal-meta><article-meta><article-id pub-id-type="pmc">123</article-id>
<article-id pub-id-type="doi">10.1000/x</article-id>
<title-group><article-title>Keeping <italic>nurses</italic></article-title><subtitle>A study</subtitle></title-group>
<contrib-group>
<contrib contrib-type="author"><name><surname>Smith</surname><given-names>Ann B</given-names></name></contrib>
<contrib contrib-type="editor"><name><surname>Editor</surname></name></contrib>
<contrib contrib-type="author"><collab>The Group</collab></contrib></contrib-group>
<pub-date pub-type="epub"><year>2016</year></pub-date><pub-date pub-type="collection"><year>2017</year></pub-date>
<permissions>
<license xlink:href="https://creativecommons.org/licenses/by/4.0/"><license-p>Open.</license-p></license></permissions>
<abstract><sec><title>Background</title><p>Why.</p></sec></abstract></article-meta></front>"""


def article(body: str, front: str = FRONT, back: str = "", attributes: str = "") -> bytes:
    return (
        f'<!DOCTYPE article PUBLIC "-//NLM//DTD JATS//EN" "a.dtd"><article xmlns:xlink="urn:x" {attributes}>{front}'
        f"<body>{body}</body><back>{back}</back></article>"
    ).encode()


def read(data: bytes) -> Reading:
    [reading] = JatsReader().read(data, file_name="a.nxml")
    return reading


def body_texts(body: str, back: str = "") -> list[str]:
    return [block.text for block in read(article(body, front="", back=back)).blocks]


def test_what_the_front_matter_states():
    reading = read(article("<p>Text.</p>", attributes='article-type="research-article" xml:lang="en"'))
    assert reading.metadata == {
        "title": "Keeping nurses: A study",
        "authors": ("Smith, Ann B", "The Group"),
        "year": "2017",
        "doi": "10.1000/x",
        "source_id": "PMC123",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "publisher": "Human Resources",
        "language": "en",
        "kind": "primary-study",
    }
    assert set(reading.origins.values()) == {"file"}


def test_sections_make_paths():
    inner = "<sec><title>Setting</title><p>Zambia.</p></sec>"
    reading = read(article(f"<sec><label>1</label><title>Methods</title>{inner}</sec>"))
    assert [(block.text, block.headings) for block in reading.blocks] == [
        ("Abstract", ()),
        ("Background", ("Abstract",)),
        ("Why.", ("Abstract", "Background")),
        ("1 Methods", ()),
        ("Setting", ("1 Methods",)),
        ("Zambia.", ("1 Methods", "Setting")),
    ]


def test_tables_by_rows_with_their_caption_and_notes():
    table = (
        "<table-wrap><label>Table 1</label><caption><title>Attrition</title><p>By group.</p></caption>"
        "<table><thead><tr><th/><th>PBF</th></tr></thead><tbody>"
        "<tr><td>Nurse</td><td>−0.19 <hr/>(0.15)</td></tr></tbody></table>"
        "<table-wrap-foot><fn><p>Standard errors.</p></fn></table-wrap-foot></table-wrap>"
    )
    assert body_texts(f"<p>Before {table} after.</p>") == [
        "Before",
        "Table 1 Attrition By group.",
        "| PBF",
        "Nurse | −0.19 (0.15)",
        "Standard errors.",
        "after.",
    ]


def test_lists_figures_quotations_and_definitions():
    body = (
        "<list><list-item><label>a)</label><p>one</p></list-item><list-item><p>two</p><p>three</p></list-item></list>"
        "<fig><label>Fig. 1</label><caption><p>Flow.</p></caption><graphic/></fig>"
        "<disp-quote><p>We stay.</p><attrib>A nurse</attrib></disp-quote>"
        "<def-list><def-item><term>PBF</term><def><p>performance-based financing</p></def></def-item></def-list>"
    )
    assert body_texts(body) == [
        "a) one",
        "two",
        "three",
        "Fig. 1 Flow.",
        "We stay.",
        "A nurse",
        "PBF: performance-based financing",
    ]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('money; 25<xref ref-type="fn">19</xref> percent', "money; 25[19] percent"),
        ('stay.<sup><xref ref-type="bibr">1</xref>,<xref ref-type="bibr">2</xref></sup> And', "stay.[1,2] And"),
        ('stay<xref ref-type="bibr"><sup>3</sup></xref>', "stay[3]"),
        ('stay [<xref ref-type="bibr">1</xref>,<xref ref-type="bibr">2</xref>]', "stay [1,2]"),
        ('Smith (<xref ref-type="bibr">2010</xref>) says', "Smith (2010) says"),
        ('in Table <xref ref-type="table">1</xref>', "in Table 1"),
        ("10<sup>-3</sup> of CO<sub>2</sub>", "10⁻³ of CO2"),
        ('0.14<xref ref-type="table-fn">*</xref>', "0.14*"),
    ],
)
def test_marks_never_change_a_word_or_a_figure(written, text):
    assert body_texts(f"<p>{written}</p>") == [text]


def test_references_are_left_out_and_the_rest_of_the_back_is_not():
    references = "<ref-list><title>References</title><ref><mixed-citation>Cited.</mixed-citation></ref></ref-list>"
    back = f"<ack><p>Thanks.</p></ack>{references}"
    assert body_texts("<p>Text.</p>", back) == ["Text.", "Acknowledgements", "Thanks."]


def test_a_named_entity_is_its_character():
    assert body_texts("<p>caf&eacute;&nbsp;au lait</p>") == ["café au lait"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<rss><channel/></rss>", "root element is <rss>"),
        (b"<article><front/><body/></article>", "no abstract and no text"),
        (b"<article>", "not well-formed"),
    ],
)
def test_refusals(data, reason):
    with pytest.raises(UnreadableError, match=reason):
        read(data)


def test_the_shared_articles_have_what_they_state(shared: Path):
    files = sorted((shared / "data" / "documents" / "pmc_trials" / "fulltext_domain").glob("*.nxml"))
    assert files
    for file in files:
        reading = read(file.read_bytes())
        assert reading.metadata["source_id"] == file.stem
        assert {"title", "authors", "year", "licence", "publisher"} <= reading.metadata.keys()
        assert len(reading.blocks) > 40
        assert not any(tag in reading.text for tag in ("<p>", "<xref", "&lt;", "&#x"))
