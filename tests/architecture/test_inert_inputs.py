"""Weights, caches, XML and archives are inert: one module opens XML, one opens archives, and nothing unpickles."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for path in [
        *ROOT.glob("cadre*.py"),
        *(
            file
            for package in ("corpus", "ingest", "index", "synthesis", "search_api")
            for file in (ROOT / package).rglob("*.py")
        ),
    ]
)
XML = "ingest/readers/xml_source.py"
ARCHIVES = "ingest/readers/zip_source.py"
# These pack anew, with fixed dates, a package that python-docx has made a moment before, never a file from outside.
REPACKERS = {"synthesis/render/docx.py", "corpus/starter_twins.py"}
# A type to annotate with, and errors to catch, open nothing.
HARMLESS_IN_LXML = {"_Element", "_ElementTree", "_Comment", "_Entity", "LxmlError", "XMLSyntaxError", "QName"}
UNPICKLERS = {"pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
OTHER_XML = {"xml", "defusedxml", "xmltodict", "bs4", "html5lib", "expat"}


def opens(source: str, file: str) -> list[str]:
    """What `source`, as the file at this path, opens that only another module may open."""
    tree = ast.parse(source)
    found = [f"imports {name}" for name in imported(tree) if name.partition(".")[0] in UNPICKLERS | OTHER_XML]
    if file != XML:
        found += [f"imports {name}" for name in imported(tree) if name in ("lxml.html", "lxml.objectify", "lxml.sax")]
        found += [
            f"uses etree.{node.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and named(node.value, "etree") and node.attr not in HARMLESS_IN_LXML
        ]
        found += [f"imports {name}" for name in imported(tree) if name.startswith("lxml.etree.")]
    if file not in {ARCHIVES, *REPACKERS}:
        found += [f"imports {name}" for name in imported(tree) if name.partition(".")[0] in ("zipfile", "py7zr")]
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ("allow_pickle", "resolve_entities", "huge_tree", "load_dtd"):
            is_off = isinstance(node.value, ast.Constant) and node.value.value is False
            found += [] if is_off else [f"sets {node.arg}"]
        if isinstance(node, ast.Attribute) and (named(node.value, "torch") and node.attr == "load"):
            found.append("uses torch.load")
    return found


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def named(node: ast.expr, name: str) -> bool:
    return (isinstance(node, ast.Name) and node.id == name) or (isinstance(node, ast.Attribute) and node.attr == name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_opens_nothing_that_is_another_s_to_open(path: Path) -> None:
    assert opens(path.read_text("utf-8"), path.relative_to(ROOT).as_posix()) == []


def test_xml_is_opened_with_entities_network_and_huge_trees_off() -> None:
    tree = ast.parse((ROOT / XML).read_text("utf-8"))
    parsers = [
        {keyword.arg: keyword.value.value for keyword in node.keywords if isinstance(keyword.value, ast.Constant)}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("XMLParser", "HTMLParser")
    ]
    assert len(parsers) == 2
    assert all(parser["no_network"] is True and parser["huge_tree"] is False for parser in parsers)
    assert {parser.get("resolve_entities") for parser in parsers} == {False, None}


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from pickle import loads",
        "import xml.etree.ElementTree as tree",
        "from lxml import html",
        "from lxml import etree\netree.fromstring(b'')",
        "import lxml.etree\nlxml.etree.parse('a.xml')",
        "from lxml.etree import fromstring",
        "import zipfile",
        "from zipfile import ZipFile",
        "numpy.load(path, allow_pickle=True)",
        "numpy.load(path, allow_pickle=trusted)",
        "XMLParser(resolve_entities=True)",
        "torch.load('weights.bin')",
    ],
)
def test_the_test_itself_finds_what_is_forbidden(source: str) -> None:
    assert opens(source, "ingest/readers/html.py") != []


def test_the_two_modules_exist() -> None:
    assert {XML, ARCHIVES, *REPACKERS} <= {path.relative_to(ROOT).as_posix() for path in FILES}
