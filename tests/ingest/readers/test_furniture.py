"""What on a page is not its text."""

import pytest

from ingest.readers.furniture import main_content
from ingest.readers.xml_source import read_html

TEXT = "<p>" + "Nurses stay where colleagues stay and where posts are safe. " * 8 + "</p>"


def kept(page: str) -> str:
    return " ".join("".join(main_content(read_html(page, file_name="a.html").root).itertext()).split())


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav>gone</nav>",
        "<header>gone</header>",
        "<footer>gone</footer>",
        "<aside>gone</aside>",
        "<script>gone</script>",
        "<style>gone</style>",
        "<noscript>gone</noscript>",
        "<template>gone</template>",
        "<button>gone</button>",
        "<form><label>gone</label><select><option>gone</select></form>",
        '<div role="navigation">gone</div>',
        '<div role="dialog">gone</div>',
        '<div class="cookie-notice">gone ' + "for a long time " * 30 + "</div>",
        '<div id="siteFooter">gone</div>',
        '<ul class="breadcrumb"><li>gone</ul>',
        '<div class="social-media-icons">gone</div>',
        '<div class="page-tools">gone</div>',
        '<div class="sidebar"><a href="/a">gone</a> <a href="/b">gone</a></div>',
        "<div hidden>gone</div>",
        '<div style="display: none">gone</div>',
        '<span style="visibility:hidden">gone</span>',
        '<span style="font-size:0">gone</span>',
        '<span style="font-size: 1px; color: red">gone</span>',
        '<div style="position:absolute; left:-9999px">gone</div>',
        '<span class="sr-only">gone</span>',
        '<ul><li><a href="#a">gone</a><li><a href="#b">gone</a><li><a href="#c">gone</a></ul>',
        '<ul><li><a href="/a">gone</a><li><a href="/b">gone</a><li><a href="/c">gone</a><li><a href="/d">gone</a></ul>',
        "<del>gone</del>",
    ],
)
def test_furniture_goes_and_what_follows_it_stays(furniture):
    page = kept(f"<body>before {furniture} after {TEXT}</body>")
    assert "gone" not in page
    assert page.startswith("before after Nurses")


@pytest.mark.parametrize(
    "content",
    [
        "<article><header>stays</header>text</article>",
        "<article><aside>stays</aside>text</article>",
        "<article>text<footer>Source: stays</footer></article>",
        '<div class="sidebar">stays ' + "as a long box of prose without any links in it " * 5 + "</div>",
        '<section id="patient-navigation">stays</section>',
        '<div class="social-protection">stays</div>',
        '<h2 class="menu-costs">stays</h2>',
        '<div role="tabpanel" style="display:none">stays</div>',
        '<a href="#two">Two</a><div id="two" style="display: none;">stays</div>',
        '<button aria-controls="three">More</button><div id="three" hidden>stays</div>',
        '<div class="collapse hidden">stays</div>',
        '<ul><li><a href="/a">stays, a long title of a publication</a><li><a href="/b">and a second one</a></ul>',
        '<p style="font-size:10px; left:-10px; opacity:0.9">stays</p>',
        "<details><summary>stays</summary>too</details>",
        "<blockquote>stays<footer>a name</footer></blockquote>",
    ],
)
def test_content_that_looks_like_furniture_stays(content):
    assert "stays" in kept(f"<body>{content}{TEXT}</body>")


def test_hidden_text_that_no_control_opens_goes_whatever_its_id():
    assert "order" not in kept(f'<a href="#">top</a><div style="display:none"><p id="">order</p></div>{TEXT}')


def test_the_main_element_is_the_page_where_it_holds_most_words():
    assert kept(f"<body><p>outside</p><main>{TEXT}</main></body>").startswith("Nurses")
    assert "outside" in kept(f"<body><p>outside {'words ' * 200}</p><main>{TEXT}</main></body>")


def test_an_element_that_holds_the_heading_or_most_words_is_never_furniture():
    assert "Title" in kept(f'<div class="banner"><h1>Title</h1></div>{TEXT}')
    assert "Nurses" in kept(f'<div class="menu-open sidebar">{TEXT}<a href="/">{"link " * 90}</a></div>')


def test_nothing_but_furniture_leaves_nothing():
    assert kept("<body><nav>menu</nav><footer>foot</footer></body>") == ""
