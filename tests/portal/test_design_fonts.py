"""The faces hold every letter the site can need, and cost little."""

import re
import unicodedata

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

FONTS = settings.BASE_DIR / "static" / "fonts"
FACES = sorted(path.name for path in FONTS.glob("*.woff2"))
FACE_LIMIT = 60 * 1024
FIRST_VIEW_LIMIT = 140 * 1024
SIGNS = "„“”‘’«»–—…·%§¹²³₫€°×−"


def vietnamese_letters():
    """All vowels with all tones, both cases, in composed form, and đ."""
    vowels = "aăâeêioôơuưy"
    tones = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    lower = {unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in tones} | {"đ"}
    return sorted(lower | {letter.upper() for letter in lower})


def test_there_are_134_vietnamese_letters_beyond_and_within_ascii():
    assert len(vietnamese_letters()) == 2 * (12 * 6 + 1)


@pytest.mark.parametrize("name", FACES)
def test_face_holds_every_vietnamese_letter(name):
    letters = TTFont(FONTS / name).getBestCmap()

    assert [letter for letter in vietnamese_letters() if ord(letter) not in letters] == []


@pytest.mark.parametrize("name", [name for name in FACES if not name.startswith("playfair")])
def test_face_holds_the_signs_of_legal_text(name):
    letters = TTFont(FONTS / name).getBestCmap()

    assert [sign for sign in SIGNS if ord(sign) not in letters] == []


@pytest.mark.parametrize("name", [name for name in FACES if not name.startswith("playfair")])
def test_face_has_tabular_figures_for_tables(name):
    face = TTFont(FONTS / name)
    widths = {face["hmtx"][face.getBestCmap()[ord(figure)]][0] for figure in "0123456789"}
    features = {record.FeatureTag for record in face["GSUB"].table.FeatureList.FeatureRecord}

    assert len(widths) == 1 or "tnum" in features


def test_faces_keep_the_budget():
    sizes = {name: (FONTS / name).stat().st_size for name in FACES}

    assert max(sizes.values()) <= FACE_LIMIT
    assert sum(size for name, size in sizes.items() if not name.startswith("playfair")) <= FIRST_VIEW_LIMIT


def test_each_family_keeps_its_licence_beside_it():
    for name in FACES:
        family = name.rsplit("-", 1)[0]
        assert "SIL Open Font License" in (FONTS / f"{family}-OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("family", ["be-vietnam-pro", "source-serif-4"])
def test_fallback_keeps_the_height_of_the_face(family):
    """Ascent and descent of a fallback, times its ``size-adjust``, are those of the face."""
    styles = (settings.BASE_DIR / "static" / "css" / "base.css").read_text(encoding="utf-8")
    rules = re.findall(
        r'"([^"]+) fallback";\s+font-weight: (\d+).*?size-adjust: ([\d.]+)%;\s+'
        r"ascent-override: ([\d.]+)%;\s+descent-override: ([\d.]+)%",
        styles,
        re.DOTALL,
    )
    own = [rule for rule in rules if rule[0].lower().replace(" ", "-") == family]

    assert own
    for _name, weight, *percents in own:
        face = TTFont(FONTS / f"{family}-{weight}.woff2")
        unit = face["head"].unitsPerEm
        size, ascent, descent = (float(percent) / 100 for percent in percents)
        assert size * ascent == pytest.approx(face["hhea"].ascent / unit, abs=0.001)
        assert size * descent == pytest.approx(-face["hhea"].descent / unit, abs=0.001)
