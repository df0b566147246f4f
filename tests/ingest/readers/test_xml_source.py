"""XML and HTML are opened without entities, network or endless trees; each danger has a twin that shows it is real."""

import pytest
from lxml import etree

from corpus.errors import UnreadableError
from ingest.readers.xml_source import attribute, entity_text, local_name, read_html, read_xml


def laughs(levels: int) -> bytes:
    entities = b'<!ENTITY l0 "ha">' + b"".join(
        b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, levels)
    )
    return b"<!DOCTYPE a [" + entities + b"]><a>&l%d;</a>" % (levels - 1)


def test_an_outside_entity_is_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    data = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'.encode()
    with pytest.raises(UnreadableError, match="declares entities"):
        read_xml(data, file_name="a.xml")
    careless = etree.fromstring(data, etree.XMLParser(resolve_entities=True, load_dtd=True))
    assert careless.text == "the secret"


def test_entities_that_multiply_are_not_expanded():
    with pytest.raises(UnreadableError, match="declares entities"):
        read_xml(laughs(4), file_name="a.xml")
    careless = etree.fromstring(laughs(4), etree.XMLParser(resolve_entities=True))
    assert careless.text == "ha" * 1000


def test_entities_that_multiply_inside_an_attribute_are_refused():
    data = laughs(12).replace(b"<a>&l11;</a>", b'<a b="&l11;"/>')
    with pytest.raises(UnreadableError):
        read_xml(data, file_name="a.xml")


def test_a_document_type_is_not_fetched():
    root = read_xml(b'<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a>text</a>', file_name="a.xml")
    assert root.text == "text"


def test_named_entities_of_html_are_kept_as_what_they_stand_for():
    root = read_xml(b'<!DOCTYPE a SYSTEM "a.dtd"><a>x&eacute;y&unheard;z</a>', file_name="a.xml")
    assert [entity_text(child) for child in root] == ["é", "&unheard;"]
    assert [local_name(child) for child in root] == ["", ""]


@pytest.mark.parametrize("data", [b"", b"\0", b"<a>", b"no xml", b"<a>" * 300 + b"</a>" * 300])
def test_what_is_not_well_formed_is_refused(data):
    with pytest.raises(UnreadableError, match="not well-formed"):
        read_xml(data, file_name="a.xml")


def test_names_and_attributes_are_told_without_their_namespace():
    root = read_xml(b'<n:a xmlns:n="urn:n" n:val="1"/>', file_name="a.xml")
    assert (local_name(root), attribute(root, "val"), attribute(root, "none")) == ("a", "1", "")


def test_broken_html_is_mended():
    page = read_html("<p>one<p>two\0<b>three", file_name="a.html")
    assert "".join(page.root.itertext()) == "onetwothree"
    assert not page.cut


def test_html_that_is_nested_too_deeply_says_so():
    assert read_html("<div>" * 400 + "text", file_name="a.html").cut


def test_an_empty_page_is_refused():
    with pytest.raises(UnreadableError, match="empty"):
        read_html("  ", file_name="a.html")


def test_an_encoding_named_in_a_page_that_is_already_text_does_not_matter():
    page = read_html('<?xml version="1.0" encoding="utf-16"?><html><body>Ärzte', file_name="a.html")
    assert "".join(page.root.itertext()) == "Ärzte"
