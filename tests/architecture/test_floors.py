"""HOUSE rules on imports, held by the syntax trees of all first-party files."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FRONT = {path.stem for path in ROOT.glob("cadre*.py")}
MAY_IMPORT = {
    "corpus": {"corpus"},
    "ingest": {"ingest", "corpus"},
    "index": {"index", "corpus"},
    "synthesis": {"synthesis", "index", "corpus"},
    "search_api": {"search_api", "synthesis", "index", "corpus"},
} | {name: {"corpus", "ingest", "index", "synthesis", "search_api", *FRONT} for name in FRONT}
FILES = sorted(
    path
    for path in [*ROOT.glob("cadre*.py"), *(file for package in MAY_IMPORT for file in (ROOT / package).rglob("*.py"))]
)


def module(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or "", node
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def first_party(path: Path) -> set[str]:
    names = {name for name, _ in imports(ast.parse(path.read_text("utf-8")))}
    return {name for name in names if name.partition(".")[0] in MAY_IMPORT}


def breaches(source: str, package: str) -> list[str]:
    """The imports of `source`, as a file of `package`, that the floors forbid."""
    tree = ast.parse(source)
    found = []
    for name, node in imports(tree):
        top = name.partition(".")[0]
        if top in MAY_IMPORT and top not in MAY_IMPORT[package]:
            found.append(f"imports {name}")
        if top in MAY_IMPORT and node not in tree.body:
            found.append(f"hides the import of {name}")
    return found


@pytest.mark.parametrize("path", FILES, ids=module)
def test_file_imports_only_from_its_floor_and_below_in_the_open(path: Path) -> None:
    assert breaches(path.read_text("utf-8"), module(path).partition(".")[0]) == []


def ring(modules: dict[str, set[str]]) -> list[str] | None:
    known = {
        name: {target for target in targets if target in modules and target != name}
        for name, targets in modules.items()
    }
    try:
        TopologicalSorter(known).prepare()
    except CycleError as error:
        return list(error.args[1])
    return None


def test_no_modules_import_each_other_in_a_ring() -> None:
    assert ring({module(path): first_party(path) for path in FILES}) is None


def test_the_test_itself_finds_what_is_forbidden() -> None:
    assert breaches("from index.searcher import Searcher", "ingest") != []
    assert breaches("from ingest.pipeline import ingest", "search_api") != []
    assert breaches("def f():\n    from corpus.errors import CadreError", "corpus") != []
    assert breaches("from corpus.errors import CadreError", "corpus") == []
    assert ring({"a": {"b"}, "b": {"c"}, "c": {"a"}}) is not None


def test_every_package_file_is_found() -> None:
    assert len(FILES) > 50
