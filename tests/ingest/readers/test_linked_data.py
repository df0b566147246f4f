"""JSON-LD in web pages, and the kinds of journal articles."""

import json

import pytest

from ingest.readers.html import HtmlReader
from ingest.readers.jats import JatsReader


def stated(*scripts: object) -> dict[str, object]:
    written = "".join(
        f'<script type="application/ld+json">{s if isinstance(s, str) else json.dumps(s)}</script>' for s in scripts
    )
    page = f"<html><head>{written}</head><body><p>Text of the page.</p></body></html>"
    [reading] = HtmlReader().read(page.encode(), file_name="a.html")
    assert set(reading.origins) == set(reading.metadata)
    return dict(reading.metadata)


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Nurses at night",
    "author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Smith"}],
    "publisher": {"@type": "Organization", "name": "The Ward"},
    "datePublished": "2021-05-06",
    "inLanguage": "en",
}


def test_what_a_page_states_as_linked_data() -> None:
    assert stated(ARTICLE) == {
        "title": "Nurses at night",
        "authors": ("Jane Doe", "John Smith"),
        "publisher": "The Ward",
        "year": "2021",
        "language": "en",
    }
    assert stated({"@graph": [{"@type": "BreadcrumbList", "name": "Home"}, ARTICLE]})["title"] == "Nurses at night"
    assert stated([ARTICLE])["publisher"] == "The Ward"


def test_a_page_that_changed_for_years_is_of_its_last_change() -> None:
    page = {"@type": "Article", "name": "Ward", "datePublished": "2005-03-20"}
    assert stated({**page, "dateModified": "2024-07-01"})["year"] == "2024"
    assert stated({**page, "dateModified": "2005-09-01"})["year"] == "2005"


@pytest.mark.parametrize(
    "script", ["{", "[" * 100_000, "null", '"text"', '{"@type": 7}', '{"@type": "Article", "author": 1e999}']
)
def test_what_is_no_linked_data_says_nothing(script: str) -> None:
    assert "title" not in stated(script)


def jats_kind(article_type: str, title: str) -> object:
    front = (
        f"<front><article-meta><title-group><article-title>{title}</article-title></title-group></article-meta></front>"
    )
    body = "<body><sec><title>Text</title><p>Words of it.</p></sec></body>"
    data = f'<article article-type="{article_type}" dtd-version="1.2">{front}{body}</article>'
    [reading] = JatsReader().read(data.encode(), file_name="a.xml")
    return reading.metadata.get("kind")


@pytest.mark.parametrize(
    ("article_type", "title", "kind"),
    [
        ("research-article", "Nurses at night", "primary-study"),
        ("research-article", "Nurses at night: a systematic review", "systematic-review"),
        ("review-article", "Nurses at night: a systematic review", "systematic-review"),
        ("review-article", "Nurses at night", None),
        ("research-article", "Nurses at night: study protocol for a trial", None),
        ("research-article", "A guideline for nurses", "primary-study"),
    ],
)
def test_the_title_of_an_article_decides_where_its_type_says_many_things(
    article_type: str, title: str, kind: str | None
) -> None:
    assert jats_kind(article_type, title) == kind
