"""Labels the pages of the gold set: `python -m tests.evaluation.reading.annotate sheet|check|status [id ...]`.

`sheet` draws a page with its lines numbered (`lines-*.png`) and its words numbered (`words-*.png`), lists both, and
drafts `labels.txt`; `check` turns `labels.txt` into the gold file or says what is wrong with it, and draws what it
understood (`labels-*.png`).
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pymupdf

from tests.evaluation.reading.gold import GoldPage, chosen_pages, regions_of
from tests.evaluation.reading.labels import LabelError, compiled
from tests.evaluation.reading.words import PageWords, page_picture

_MUPDF: Any = pymupdf
_DPI = 110
_TALLEST = 1150
_OVERLAP = 60
_MARGIN = 24.0
_RED, _BLUE, _GREY = (0.85, 0, 0), (0.1, 0.3, 1), (0.6, 0.6, 0.6)
_COLOURS = {
    "heading": (0.8, 0, 0.6),
    "body": (0, 0.5, 0),
    "item": (0, 0.6, 0.6),
    "table": (0.1, 0.3, 1),
    "footnote": (0.7, 0.45, 0),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("sheet", "check", "status"))
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds documents/ and files/")
    parser.add_argument("--sheets", type=Path, required=True, help="where the sheets and labels lie, a folder a page")
    arguments = parser.parse_intermixed_args()
    pages = [page for page in chosen_pages() if not arguments.ids or page.id in arguments.ids]
    unknown = set(arguments.ids) - {page.id for page in pages}
    if unknown:
        parser.error(f"no such page: {', '.join(sorted(unknown))}")
    failed = False
    for page in pages:
        folder = arguments.sheets / page.id
        if arguments.what == "status":
            state = "done" if page.gold_file.exists() else "open"
            print(f"{state}  {page.id:28} {page.main_class:12} {page.language}  {page.file} page {page.page}")
        elif arguments.what == "sheet":
            _sheet(page, folder, arguments.data)
        else:
            failed |= not _check(page, folder, arguments.data)
    sys.exit(failed)


def _sheet(page: GoldPage, folder: Path, data: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    words = page.words(data)
    listing, drafted, number, first = [], [], 1, 1
    for block in words.blocks:
        drafted.append(f"body {number}-{number + len(block) - 1}")
        for line in block:
            listing.append(f"{number:4}  w{first}-{first + len(line) - 1}  {' '.join(word.text for word in line)}")
            number, first = number + 1, first + len(line)
        listing.append("")
    (folder / "lines.txt").write_text("\n".join(listing) + "\n", "utf-8")
    spelled = [
        " ".join(f"w{index}:{word.text}" for index, word in enumerate(line, start=start))
        for line, start in zip(words.lines, _starts(words), strict=True)
    ]
    (folder / "words.txt").write_text("\n".join(f"{n:4}  {text}" for n, text in enumerate(spelled, 1)) + "\n", "utf-8")
    (folder / "draft.txt").write_text("\n".join(drafted) + "\n", "utf-8")
    whole = [_around(line) for line in words.lines]
    marks = [(box, str(index), _BLUE, _RED) for index, box in enumerate(whole, start=1)]
    _draw(page, data, words, marks, folder, "lines", _DPI)
    small = [(word.box, str(index), _GREY, _RED) for index, word in enumerate(words.words, start=1)]
    _draw(page, data, words, small, folder, "words", 170)
    print(f"{page.id}: {len(words.lines)} lines, {len(words.words)} words -> {folder}")


def _check(page: GoldPage, folder: Path, data: Path) -> bool:
    labels = folder / "labels.txt"
    if not labels.exists():
        print(f"{page.id}: no {labels}")
        return False
    words = page.words(data)
    try:
        regions = compiled(labels.read_text("utf-8"), words)
    except LabelError as error:
        page.gold_file.unlink(missing_ok=True)
        print(f"{page.id}: NOT WRITTEN\n{error}")
        return False
    written = {
        "file": page.file,
        "sha256": page.sha256,
        "page": page.page,
        "class": [page.main_class, *page.also],
        "language": page.language,
        "regions": regions,
    }
    page.gold_file.parent.mkdir(exist_ok=True)
    page.gold_file.write_text(_compact(written), "utf-8")
    _draw(page, data, words, list(_region_marks(regions)), folder, "labels", _DPI)
    print(f"{page.id}: written, {len(regions)} regions")
    for region in regions_of(regions, words.words):
        if region.role == "table":
            for index, row in enumerate(region.rows):
                print("   ", "HEAD" if index < region.header_rows else "row ", " | ".join(row))
    return True


def _region_marks(regions: Sequence[dict[str, Any]]) -> Iterator[Any]:
    for number, region in enumerate(regions, start=1):
        colour = _COLOURS.get(region["role"], (0.5, 0.5, 0.5))
        name = f"{number}{region['role'][:4]}{region.get('level', '')}{'+' if region.get('goes_on') else ''}"
        boxes = list(region.get("boxes", []))
        for index, box in enumerate(boxes):
            yield _opened(box), name if not index else "", colour, colour
        for row_number, row in enumerate(region.get("rows", []), start=1):
            for column, cell in enumerate(row, start=1):
                for index, box in enumerate([] if isinstance(cell, str) else cell):
                    yield _opened(box), f"r{row_number}c{column}" if not index else "", colour, _RED


def _opened(box: Sequence[float]) -> tuple[float, ...]:
    return box[0], box[1] - 3, box[2], box[3] + 3


def _draw(
    page: GoldPage, data: Path, words: PageWords, marks: Sequence[Any], folder: Path, name: str, dpi: int
) -> None:
    """The page with boxes and their numbers, in parts that a screen can show."""
    for old in folder.glob(f"{name}-*.png"):
        old.unlink()
    # Pictures as wide as a sheet of A4 would be, whatever the page says of its size.
    scale = words.width / 595
    margin, dpi = _MARGIN * scale, round(dpi / scale)
    with _MUPDF.open() as document:
        sheet = document.new_page(width=words.width + margin, height=words.height)
        picture = page_picture(data / page.file, page.page, dpi=dpi)
        sheet.insert_image(_MUPDF.Rect(margin, 0, words.width + margin, words.height), stream=picture)
        shape = sheet.new_shape()
        _draw_marks(shape, marks, scale, inside=name == "words")
        shape.commit()
        step = _TALLEST * 72 / dpi
        top, part = 0.0, 1
        while part == 1 or top < words.height - _OVERLAP * scale:
            clip = _MUPDF.Rect(0, top, words.width + margin, min(words.height, top + step))
            sheet.get_pixmap(dpi=dpi, clip=clip).save(folder / f"{name}-{part}.png")
            top, part = top + step - _OVERLAP * scale, part + 1


def _draw_marks(shape: Any, marks: Sequence[Any], scale: float, *, inside: bool) -> None:
    """Boxes, and their numbers at the upper left: on the edge (`inside`) or before it."""
    size, margin = (4.2 if inside else 6.0) * scale, _MARGIN * scale
    for (x0, y0, x1, y1), text, line, letters in marks:
        shape.draw_rect(_MUPDF.Rect(x0 + margin, y0, x1 + margin, y1))
        shape.finish(color=line, width=0.3 * scale)
        if not text:
            continue
        wide = _MUPDF.get_text_length(text, fontsize=size)
        at = (x0 + margin, y0 + 1.0) if inside else (max(0.0, x0 + margin - wide - 1), y0 + size)
        shape.draw_rect(_MUPDF.Rect(at[0], at[1] - size * 0.8, at[0] + wide, at[1] + size * 0.1))
        shape.finish(color=None, fill=(1, 1, 1), fill_opacity=0.75)
        shape.insert_text(at, text, fontsize=size, color=letters)


def _around(line: Sequence[Any]) -> tuple[float, float, float, float]:
    sides = list(zip(*(word.box for word in line), strict=True))
    return min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])


def _starts(words: PageWords) -> Iterator[int]:
    first = 1
    for line in words.lines:
        yield first
        first += len(line)


def _compact(written: dict[str, Any]) -> str:
    """JSON with a region a line, so that a change to one shows as one."""
    regions = ",\n  ".join(json.dumps(region, separators=(",", ":")) for region in written["regions"])
    rest = json.dumps({name: value for name, value in written.items() if name != "regions"})
    return f'{rest[:-1]}, "regions": [\n  {regions}\n]}}\n'


if __name__ == "__main__":
    main()
