"""The pages: what a person sees, and that every control leads where it says."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from corpus.document import Document
from search_api.pages.search import EXAMPLES

SECOND = "/passages/aaaa1111aaaa1111.00000075-00000182"
PAGES = [
    "/",
    "/?q=nurses",
    "/?q=nurses+a1+b2+c3+d4+e5&filter=theme:retention",
    "/?filter=theme:retention",
    "/?q=zzz",
    "/themes",
    "/help",
    "/docs",
    SECOND,
]
PAGES += ["/documents/aaaa1111aaaa1111", "/documents/bbbb2222bbbb2222", "/?filter=theme:none"]


def page(client, address: str) -> str:
    return unescape(client.get(address, headers={"Accept": "text/html"}).text)


class Outline(HTMLParser):
    """Headings, labels, fields, ids and landmarks of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.tags: list[str] = []
        self.named_by: list[str] = []
        self.inside_label = 0

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if "id" in values:
            self.ids.append(values["id"])
        if "aria-labelledby" in values:
            self.named_by.append(values["aria-labelledby"])
        if tag == "label":
            self.inside_label += 1
            self.labelled.add(values.get("for", ""))
        if tag == "input" and values.get("type") != "hidden":
            self.fields.append({**values, "inside": "yes" if self.inside_label else None})

    def handle_endtag(self, tag):
        if tag == "label":
            self.inside_label -= 1


@pytest.mark.parametrize("address", PAGES)
def test_pages_can_be_read_without_seeing_them(client, address):
    html = client.get(address, headers={"Accept": "text/html"}).text
    outline = Outline()
    outline.feed(html)
    assert '<html lang="en">' in html
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.named_by) <= set(outline.ids)
    assert all(field["inside"] or field.get("id") in outline.labelled for field in outline.fields)
    assert {"header", "main", "footer", "nav"} <= set(outline.tags)
    assert '<a class="skip" href="#main">' in html
    assert re.search(r"<title>[^<]{5,}</title>", html)


def links(html: str) -> list[str]:
    return [unescape(address) for address in re.findall(r'href="(/[^"#]*)', html)]


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_a_page_answers(client, address):
    for link in links(client.get(address, headers={"Accept": "text/html"}).text):
        assert client.get(link).status_code == 200, link


def test_the_first_page_offers_questions_counts_and_themes(client):
    html = page(client, "/")
    assert all(example.text in html for example in EXAMPLES)
    assert '<a href="/?q=Wie+lassen' in html
    assert 'lang="de"' in html
    assert "4 passages" in html
    assert "/?filter=theme%3Aretention" in html


def test_results_show_the_passage_its_source_and_its_place(client):
    html = page(client, "/?q=nurses")
    assert "3 passages from 1 document" in html
    assert "<mark>Nurses</mark> stay where colleagues stay." in html
    assert "Invented report on nurses in small towns" in html
    assert "A. Author, B. Author, C. Author and others" in html
    for words in ("Example Institute", "2023", "Policy", "English", "Page 12", "Romania"):
        assert words in html
    assert 'title="Why: the word for retention">Retention and recruitment' in html
    assert '<a href="/v1/documents/aaaa1111aaaa1111/file#page=12">Open the original at page 12</a>' in html
    assert "http://testserver/passages/aaaa1111aaaa1111.00000000-00000073" in html


POOR = "nurses+xyzzy+plugh+frotz+grue+zork"


def test_a_poor_match_is_said_plainly_above_the_nearest_passages(client):
    html = page(client, f"/?q={POOR}")
    notice = html.index('<div class="notice no-match" role="status">')
    assert "Nothing here answers your question well." in html[notice:]
    assert notice < html.index('<ol class="plain results"')
    assert "<mark>Nurses</mark> stay where colleagues stay." in html[notice:]
    assert 'href="/themes"' in html[notice : html.index("</div>", notice)]
    assert "fewer filters" not in html


def test_a_poor_match_within_filters_offers_the_search_without_them(client):
    html = page(client, f"/?q={POOR}&filter=theme:retention&per_document=2")
    start = html.index('role="status"')
    notice = html[start : html.index("</div>", start)]
    assert "Try fewer filters" in notice
    assert f'href="/?q={POOR}&per_document=2"' in notice


@pytest.mark.parametrize("address", ["/?q=nurses", "/?filter=theme:retention", "/?q=zzz", "/"])
def test_a_good_match_a_list_and_an_empty_page_have_no_such_notice(client, address):
    assert 'role="status"' not in page(client, address)


def test_passages_say_their_language_and_direction(client):
    html = page(client, "/?filter=theme:!skill-mix")
    assert '<blockquote lang="ar" dir="rtl"' in html
    assert '<blockquote lang="el" dir="ltr"' in html
    assert "Arabic" in html
    assert "Part one" in html


def test_a_language_that_is_not_known_is_not_named(client, shelf):
    shelf.add(Document(doc_id="eeee", title="t"), "midwife")
    html = page(client, "/?q=midwife")
    assert '<blockquote lang="" dir="auto"' in html
    assert "Language not known" in html


def test_what_was_found_by_meaning_alone_says_so(client, shelf, monkeypatch):
    newest = shelf.collection.newest
    search = type(newest).search

    def without_marks(self, query):
        found = search(self, query)
        return replace(found, hits=tuple(replace(hit, highlights=()) for hit in found.hits))

    monkeypatch.setattr(type(newest), "search", without_marks)
    assert "Found by its meaning" in page(client, "/?q=nurses")
    assert "Found by its meaning" not in page(client, "/?filter=theme:retention")


def test_filters_are_offered_with_counts_and_ticked_where_in_force(client):
    html = page(client, "/?q=&filter=theme:retention")
    assert re.search(r'name="theme" value="retention" checked>\s*<span class="name">Retention and recruitment', html)
    assert re.search(r'name="theme" value="violence">\s*<span class="name">[^<]+</span> <span class="count">1<', html)
    assert re.search(r'name="country" value="GR">\s*<span class="name">Greece</span> <span class="count">1<', html)
    assert 'value="MA"' not in html


def test_the_form_leads_to_the_address_that_the_api_would_take(client):
    ticked = "/?q=nurses&theme=retention&theme=migration&country=el&year_from=2019&year_to=&filter=kind:!news"
    answer = client.get(ticked)
    assert answer.status_code == 303
    assert unescape(answer.headers["location"]) == (
        "/?q=nurses&filter=kind%3A%21news%2Ctheme%3Aretention%7Cmigration%2Ccountry%3AGR%2Cyear%3A2019-"
    )
    assert client.get(answer.headers["location"]).status_code == 200


def submitted(html: str) -> list[tuple[str, str]]:
    """What a browser sends when the form is applied as it stands."""
    sent = []
    for field in re.findall(r"<input[^>]*>", html):
        values = dict(re.findall(r'([a-z_]+)="([^"]*)"', field))
        if "name" in values and ('type="checkbox"' not in field or " checked" in field):
            sent.append((values["name"], unescape(values.get("value", ""))))
    for name, options in re.findall(r'<select[^>]*name="([a-z_]+)"[^>]*>(.*?)</select>', html, re.S):
        sent += [(name, value) for value in re.findall(r'<option value="([^"]*)" selected', options)]
    return sent


@pytest.mark.parametrize(
    "written",
    [
        "theme:retention",
        "theme:retention|migration,country:RO",
        "year:2019-2021",
        "year:2019-",
        "year:-2021",
        "year:2021",
        "kind:!news",
        "theme:retention,theme:migration",
        "theme:retention|!violence",
        "year:2019|2021",
        "theme:skill-mix,year:1990",
        "language:de,country:SE",
    ],
)
def test_applying_the_form_unchanged_changes_no_condition(client, written):
    first = client.get("/v1/search", params={"q": "nurses", "filter": written}).json()
    html = client.get("/", params={"q": "nurses", "filter": written}).text
    applied = client.get("/", params=submitted(html))
    address = applied.headers.get("location", str(applied.request.url))
    filters = parse_qs(urlsplit(address).query)["filter"][0]
    again = client.get("/v1/search", params={"q": "nurses", "filter": filters}).json()
    assert sorted(map(str, again["query"]["conditions"])) == sorted(map(str, first["query"]["conditions"]))


def test_each_chip_takes_its_own_value_away(client):
    html = page(client, "/?filter=theme:retention|migration,year:2019-2023,kind:!news")
    chips = {
        label: address
        for address, label in re.findall(r'<a class="chip" href="([^"]*)"><span[^>]*>[^<]*</span>([^<]*)<', html)
    }
    assert chips == {
        "Theme: Retention and recruitment": "/?filter=theme%3Amigration%2Cyear%3A2019-2023%2Ckind%3A%21news",
        "Theme: Migration and mobility": "/?filter=theme%3Aretention%2Cyear%3A2019-2023%2Ckind%3A%21news",
        "Year: 2019–2023": "/?filter=theme%3Aretention%7Cmigration%2Ckind%3A%21news",
        "Kind: not News": "/?filter=theme%3Aretention%7Cmigration%2Cyear%3A2019-2023",
    }


def test_pages_of_results_follow_each_other(make_app):
    client = TestClient(make_app(passages_on_a_page=2))
    html = page(client, "/?q=nurses")
    assert "Best first; shown here: 1 to 2." in html
    following = re.search(r'href="([^"]*)" rel="next"', html)
    after = page(client, following[1])
    assert "Best first; shown here: 3 to 3." in after
    assert '<ol class="plain results" start="3">' in after
    assert "Back to the first passages" in after
    assert 'rel="next"' not in after


def test_a_search_without_results_says_what_to_do(client):
    html = page(client, "/?q=zzz&filter=theme:retention")
    assert "No passage fits" in html
    assert 'href="/?q=zzz"' in html
    assert EXAMPLES[0].text in html


def test_the_collection_of_one_theme_says_what_the_theme_covers(client):
    assert "What is said about retention and recruitment." in page(client, "/?filter=theme:retention")
    assert "What is said about" not in page(client, "/?filter=theme:retention&q=nurses")


def test_parameters_that_shared_links_gather_are_passed_over(client):
    assert client.get("/?q=nurses&utm_source=letter&fbclid=x").status_code == 200


def test_the_page_of_a_passage_is_its_permanent_address(client):
    html = page(client, SECOND)
    assert f'<link rel="canonical" href="http://testserver{SECOND}">' in html
    assert "Posts in small towns are hard to fill." in html
    assert "What stands before it" in html
    assert "What stands after it" in html
    assert (
        "A. Author, B. Author, C. Author and others. Invented report on nurses in small towns. "
        "Example Institute. 2023. p. 12." in html
    )
    assert "the word for retention" in html
    assert "90 %" in html
    assert "Licence: CC BY 4.0" in html


def test_a_page_number_is_never_invented(client):
    html = page(client, "/?filter=language:el")
    assert "Paragraph 1" in html
    assert not re.search(r"[Pp]age \d", html)
    assert "Download the original" in html


def test_the_page_of_a_document_says_where_each_value_came_from(client):
    html = page(client, "/documents/aaaa1111aaaa1111")
    rows = re.findall(r'<th scope="row">([^<]+)</th>\s*<td>(.*?)</td>\s*<td class="quiet">([^<]*)</td>', html, re.S)
    origins = {name: origin for name, _, origin in rows}
    assert origins["Authors"] == "the document's front matter"
    assert origins["Year"] == "a note beside the file"
    assert origins["Publisher"] == "not recorded"
    assert "3 passages" in html
    assert "An invented source" in html
    assert 'href="https://doi.org/10.1234/example"' in html


def test_a_partial_document_says_what_is_missing(client):
    html = page(client, "/documents/bbbb2222bbbb2222")
    assert "Part of the text is missing." in html
    assert "Two pages are pictures." in html
    assert "4, 5" in html


def test_the_passages_of_a_long_document_come_in_stretches(client, shelf):
    shelf.add(Document(doc_id="eeee", title="t", language="en"), *[f"passage {number}" for number in range(1, 46)])
    assert "Shown here: 1 to 20." in page(client, "/documents/eeee")
    assert "Shown here: 21 to 40." in page(client, "/documents/eeee?from=21")
    last = page(client, "/documents/eeee?from=41")
    assert "Shown here: 41 to 45." in last
    assert "Next passages" not in last
    for odd in ("0", "-1", "x", "٣", "99999999999999999999", "46"):
        assert client.get("/documents/eeee", params={"from": odd}).status_code == 200


def test_themes_are_shown_with_their_countries_and_frames(client):
    html = page(client, "/themes")
    assert "4 passages from 2 documents" in html
    assert 'href="/?filter=theme%3Aretention%2Ccountry%3ARO">Romania</a>' in html
    assert "keep workers" in html


def test_help_lists_every_value_that_a_filter_takes(client):
    html = page(client, "/help")
    for value in ("retention", "skill-mix", "GR", "el", "systematic-review", "title:violence"):
        assert f"<code>{value}</code>" in html


def test_the_reference_lists_every_operation_and_its_parameters(client):
    html = page(client, "/docs")
    for path, item in client.get("/openapi.json").json()["paths"].items():
        assert f"GET {path}" in html
        for parameter in item["get"].get("parameters", ()):
            assert f"<code>{parameter['name']}</code>" in html
    assert "hybrid or lexical or dense" in html
    assert "true or false" in html
    assert "false if not given" in html
    assert "`" not in html
