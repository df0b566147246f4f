"""Text can be read in the light and in the dark scheme: contrast of at least 4.5 (WCAG 2.2 AA)."""

import re

import pytest

from search_api.pages.rendering import STATIC

PAIRS = [
    ("ink", "ground"),
    ("ink", "surface"),
    ("quiet", "ground"),
    ("quiet", "surface"),
    ("accent", "ground"),
    ("accent", "surface"),
    ("accent-strong", "ground"),
    ("accent-strong", "surface"),
    ("accent-strong", "tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-hero", "hero"),
    ("on-hero-quiet", "hero"),
    ("on-tint", "tint"),
    ("on-sand", "sand"),
    ("on-mark", "mark"),
    ("on-notice", "notice"),
    ("accent", "notice"),
    ("accent-strong", "notice"),
]
EDGES = [("field-line", "surface"), ("field-line", "ground"), ("accent", "ground")]


def schemes() -> dict[str, dict[str, str]]:
    css = (STATIC / "cadre.css").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", css, re.S)
    )
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(scheme, text, ground):
    colours = schemes()[scheme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_fields_and_focus_stand_out_from_their_ground(scheme, edge, ground):
    colours = schemes()[scheme]
    assert contrast(colours[edge], colours[ground]) >= 3


def test_both_schemes_name_every_colour():
    found = schemes()
    css = "".join(path.read_text("utf-8") for path in STATIC.glob("*.css"))
    assert set(re.findall(r"var\(--([a-z-]+)\)", css)) <= set(found["light"])
    assert len(re.findall(r":root \{", css)) == 2
