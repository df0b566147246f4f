"""Rankings as files: TREC run files (`query Q0 document rank score tag`), and beside them each query's measures."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.disk_errors import disk_errors
from corpus.durable import make_folder, write_durably
from corpus.errors import SettingError

Run = Mapping[str, Mapping[str, float]]
"""Query to document to score, best first; where two scores are equal, this order stands."""
QueryMeasures = Mapping[str, Mapping[str, float]]
"""Query to name of a measure to value."""
_IDS_SHOWN = 5
_COLUMNS = 6


def check_ids(ids: Iterable[str], path: Path) -> None:
    """Raises `SettingError`, naming `path` as their source, for an id that would not be one column of a run file."""
    for found in ids:
        if found.split() != [found]:
            raise SettingError(
                setting=str(path),
                problem=f"the id {found!r} is empty or holds white space, which parts the columns of a run file",
                remedy="Give the record an id without spaces, or leave --runs out.",
            )


def prepare_folder(folder: Path, collections: Mapping[str, Iterable[str]], *, replacing: Path | None = None) -> None:
    """Makes `folder` for the runs of `collections` (name to the ids in it): what would fail in the end fails now.

    Raises `SettingError` where it is a file, is the same as `replacing` or an id has white space, and `StorageError`.
    """
    if replacing is not None and folder.resolve() == replacing.resolve():
        raise SettingError(
            setting=str(folder),
            problem="the earlier runs in it would be replaced by those that are compared with them",
            remedy="Name another folder with --runs.",
        )
    if folder.exists() and not folder.is_dir():
        raise SettingError(setting=str(folder), problem="it is a file", remedy="Name a folder for the run files.")
    for name, ids in collections.items():
        check_ids(ids, Path(name))
    with disk_errors(folder):
        make_folder(folder)


def write_runs(folder: Path, collection: str, runs: Mapping[str, Run], per_query: Mapping[str, QueryMeasures]) -> None:
    """Writes `COLLECTION.MODE.run` for each mode, and `COLLECTION.queries.tsv`: a line for each query and mode.

    The latter also tells which queries were asked: one that found nothing has no line in a run file. Files of the
    same names are replaced. Raises `StorageError`, and `SettingError` for ids with white space.
    """
    for mode, run in runs.items():
        write_run(_run_path(folder, collection, mode), run, tag=f"cadre-{mode}")
    rows = [(query_id, mode, values) for mode, measured in per_query.items() for query_id, values in measured.items()]
    lines = ["\t".join(["query", "mode", *(rows[0][2] if rows else ())])]
    lines += [
        "\t".join([query_id, mode, *(f"{value:.6f}" for value in values.values())]) for query_id, mode, values in rows
    ]
    write_durably(_queries_path(folder, collection), ("\n".join(lines) + "\n").encode())


def write_run(path: Path, run: Run, *, tag: str) -> None:
    """Writes one TREC run file; every tool that reads it ranks as the run does.

    Tools disagree on which of two equal scores goes first, and trec_eval keeps seven digits: so a score that is not
    below the one before it is written as the next smaller 32-bit number.
    """
    for query_id, ranked in run.items():
        check_ids([query_id, *ranked], path)
    write_durably(path, "".join(_run_lines(run, tag)).encode())


def read_run(path: Path) -> dict[str, dict[str, float]]:
    """Reads a TREC run file as trec_eval does: by score, equal scores by descending id; the rank is not looked at.

    Raises `SettingError` where the file is missing or cannot be read, or naming the line that is broken.
    """
    found: dict[str, dict[str, float]] = {}
    for number, line in _numbered_lines(path):
        fields = line.split()
        if len(fields) != _COLUMNS:
            raise _broken(path, number, f"it has {len(fields)} columns, not query, Q0, document, rank, score and tag")
        query_id, _, doc_id, _, score, _ = fields
        ranked = found.setdefault(query_id, {})
        if doc_id in ranked:
            raise _broken(path, number, f"the document {doc_id} stands there twice for the query {query_id}")
        ranked[doc_id] = _finite(score, path, number)
    return {
        query_id: dict(sorted(ranked.items(), key=lambda entry: (entry[1], entry[0]), reverse=True))
        for query_id, ranked in found.items()
    }


def read_runs(
    folder: Path, collection: str, modes: Sequence[str], *, queries: Iterable[str], documents: Container[str]
) -> dict[str, Run]:
    """The run of each mode that `folder` holds for a collection.

    Raises `SettingError` where a file is missing, where one holds nothing for some of `queries` and
    `COLLECTION.queries.tsv` does not say that they were asked, or where it ranks what is not among `documents`.
    """
    paths = {mode: _run_path(folder, collection, mode) for mode in modes}
    missing = [path.name for path in paths.values() if not path.is_file()]
    if missing:
        raise SettingError(
            setting=str(folder),
            problem=f"there is no {' and no '.join(missing)}",
            remedy="Write them with `cadre evaluate DIR --runs`, or put TREC run files of these names there.",
        )
    asked = _asked(_queries_path(folder, collection))
    runs = {mode: read_run(path) for mode, path in paths.items()}
    for mode, run in runs.items():
        silent = [query_id for query_id in queries if query_id not in run and (query_id, mode) not in asked]
        _refuse(
            silent,
            paths[mode],
            "holds nothing for the judged queries",
            f"Write it with the same --split. Queries that found nothing are listed in {collection}.queries.tsv "
            "(columns query and mode), which --runs writes.",
        )
        strange = {doc_id: None for ranked in run.values() for doc_id in ranked if doc_id not in documents}
        _refuse(
            list(strange),
            paths[mode],
            "ranks documents that the collection does not hold",
            "Is it a run over another collection?",
        )
    return dict(runs)


def _run_lines(run: Run, tag: str) -> Iterator[str]:
    lowest = np.float32(-np.inf)
    for query_id, ranked in run.items():
        last = np.float32(np.inf)
        for rank, (doc_id, score) in enumerate(ranked.items(), start=1):
            last = min(np.float32(score), np.nextafter(last, lowest))
            yield f"{query_id} Q0 {doc_id} {rank} {last!s} {tag}\n"


def _asked(path: Path) -> set[tuple[str, str]]:
    """Which query was asked in which mode, where that is written down."""
    if not path.is_file():
        return set()
    asked = set()
    for number, line in _numbered_lines(path):
        fields = line.rstrip("\n").split("\t")
        if len(fields) < 2 or (number == 1 and fields[:2] != ["query", "mode"]):
            raise _broken(path, number, "its first columns are not `query` and `mode`")
        asked.add((fields[0], fields[1]))
    return asked


def _numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers from 1."""
    try:
        with path.open(encoding="utf-8") as file:
            yield from ((number, line) for number, line in enumerate(file, start=1) if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            setting=str(path), problem=f"it cannot be read ({error})", remedy="Check the path; the text is UTF-8."
        ) from error


def _finite(score: str, path: Path, number: int) -> float:
    try:
        value = float(score)
    except ValueError as error:
        raise _broken(path, number, f"the score {score!r} is not a number") from error
    if not np.isfinite(value):
        raise _broken(path, number, f"the score {score!r} is not finite")
    return value


def _broken(path: Path, number: int, problem: str) -> SettingError:
    return SettingError(setting=f"{path}, line {number}", problem=problem, remedy="Mend the line, or write it anew.")


def _refuse(ids: Sequence[str], path: Path, problem: str, remedy: str) -> None:
    if ids:
        more = f" and {len(ids) - _IDS_SHOWN} more" if len(ids) > _IDS_SHOWN else ""
        raise SettingError(
            setting=str(path), problem=f"it {problem}: {', '.join(ids[:_IDS_SHOWN])}{more}", remedy=remedy
        )


def _run_path(folder: Path, collection: str, mode: str) -> Path:
    return folder / f"{collection}.{mode}.run"


def _queries_path(folder: Path, collection: str) -> Path:
    return folder / f"{collection}.queries.tsv"
