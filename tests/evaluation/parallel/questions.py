"""The parallel questions: what is asked in twelve languages, and which passages of the starter documents answer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from corpus import strict_yaml
from corpus.starter_twins import SOURCES, STARTER
from ingest.readers.choice import reader_for

QUESTIONS = Path(__file__).with_name("questions.yaml")
LANGUAGES = ("en", "fr", "de", "es", "pt", "it", "ro", "hu", "pl", "el", "nl", "sv")
ASKERS = ("researcher", "policy", "community")
"""Who asks: a researcher and a member of a community of practice in a sentence, a policy officer in a few words."""
GRADES = (1, 2)
"""2 answers the question, 1 answers part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Words that stand in a passage which answers; `file` is the Markdown of the document."""

    file: str
    quote: str
    grade: int

    def stands_in(self, file_name: str, text: str) -> bool:
        """True for a passage of the document, or of the PDF, DOCX, HTML or RIS made from it, that holds the quote."""
        return PurePath(file_name).stem == PurePath(self.file).stem and folded(self.quote) in folded(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question in all of `LANGUAGES`, and its answers; several may stand in one passage."""

    id: str
    asker: str
    asked: Mapping[str, str]
    answers: tuple[Answer, ...]

    def grade(self, file_name: str, text: str) -> int:
        """How well a passage answers: 0, or the best grade of the quotes that it holds."""
        return max((answer.grade for answer in self.answers if answer.stands_in(file_name, text)), default=0)


def load_questions(path: Path = QUESTIONS, folders: Sequence[Path] = (STARTER, SOURCES)) -> tuple[Question, ...]:
    """The questions in a YAML file, in its order.

    Raises ValueError that names the place where the file is not sound: a language, asker or grade missing or unknown,
    a file that stands in none of `folders`, a quote that does not stand in the file as our reader reads it.
    """
    data = strict_yaml.parse(path.read_text(encoding="utf-8"), path.name)
    return tuple(_question(item, place, tuple(folders)) for item, place in strict_yaml.items(data, path.name))


def folded(text: str) -> str:
    """The text with each stretch of white space as one space: formats break lines where they like."""
    return " ".join(text.split())


def _question(item: Any, place: str, folders: tuple[Path, ...]) -> Question:
    parts = strict_yaml.mapping(item, place, "id asker asked answers")
    if parts["asker"] not in ASKERS:
        strict_yaml.refuse(place, f"the asker {parts['asker']!r} is none of {', '.join(ASKERS)}")
    asked = strict_yaml.mapping(parts["asked"], f"{place} asked", " ".join(LANGUAGES))
    if not isinstance(parts["answers"], list) or not parts["answers"]:
        strict_yaml.refuse(place, "a list of answers is wanted")
    answers = tuple(_answer(answer, place, folders) for answer in parts["answers"])
    if all(answer.grade < max(GRADES) for answer in answers):
        strict_yaml.refuse(place, "no passage answers it")
    if len({(answer.file, folded(answer.quote)) for answer in answers}) < len(answers):
        strict_yaml.refuse(place, "a quote is given twice")
    return Question(
        id=parts["id"],
        asker=parts["asker"],
        asked={language: strict_yaml.text(asked[language], f"{place} {language}") for language in LANGUAGES},
        answers=answers,
    )


def _answer(item: Any, place: str, folders: tuple[Path, ...]) -> Answer:
    parts = strict_yaml.mapping(item, f"{place} answers", "file quote grade")
    file, quote = (strict_yaml.text(parts[key], f"{place} {key}") for key in ("file", "quote"))
    if type(parts["grade"]) is not int or parts["grade"] not in GRADES:
        strict_yaml.refuse(place, f"the grade {parts['grade']!r} is neither 1 nor 2")
    path = next((folder / file for folder in folders if _is_markdown_in(folder, file)), None)
    if path is None:
        strict_yaml.refuse(place, f"there is no Markdown file {file}")
    if folded(quote) not in _reading(path):
        strict_yaml.refuse(place, f"{quote!r} does not stand in {file}")
    return Answer(file=file, quote=quote, grade=parts["grade"])


def _is_markdown_in(folder: Path, file: str) -> bool:
    return PurePath(file).name == file and file.endswith(".md") and (folder / file).is_file()


@cache
def _reading(path: Path) -> str:
    data = path.read_bytes()
    readings = reader_for(data, path.name).read(data, file_name=path.name)
    return folded(" ".join(reading.text for reading in readings))
