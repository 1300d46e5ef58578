"""Make the faces in ``static/fonts`` from the packages of the Fontsource project.

npm serves a typeface in subsets (latin, vietnamese …). A Vietnamese word mixes letters of both, so each
weight would cost two or three requests; this merges them into one face, leaves out what the site never
sets, and prints the figures that ``static/css/base.css`` needs for fallbacks of the same measure.

    npm install --prefix /tmp/typefaces @fontsource/be-vietnam-pro @fontsource/source-serif-4 \
        @fontsource/playfair-display
    python scripts/build_fonts.py /tmp/typefaces/node_modules/@fontsource
"""

import argparse
import copy
import shutil
import tempfile
from pathlib import Path

from fontTools import merge, subset
from fontTools.otlLib.builder import buildLookup, buildSingleSubstSubtable
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

FONTS = Path(__file__).resolve().parents[1] / "static" / "fonts"
FACES = {
    "be-vietnam-pro": (400, 600, 700),
    "source-serif-4": (400, 600),
    "playfair-display": (600,),
}
FIGURES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SUBSETS = ("latin", "latin-ext", "vietnamese")
# Everything that Vietnamese, English and Indonesian need, and the signs of legal text and of figures.
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1, 0x1AF, 0x1B0),
    *(0x300, 0x301, 0x302, 0x303, 0x306, 0x309, 0x31B, 0x323),
    *range(0x1EA0, 0x1EFA),
    *map(ord, "‐‑–—‘’‚“”„†‡•…′″‹›⁄€₫™−×"),
    *(0x2002, 0x2003, 0x2009, 0x200A, 0x200B, 0x202F),
]
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "calt", "lnum", "tnum", "pnum", "sups", "frac"]


def build_face(source: Path, family: str, weight: int, target: Path) -> None:
    """Merge the subsets of one weight into ``target`` (woff2), keeping each letter once."""
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        seen: set[int] = set()
        for name in SUBSETS:
            path = source / family / "files" / f"{family}-{name}-{weight}-normal.woff2"
            font = TTFont(path)
            wanted = [letter for letter in LETTERS if letter in font.getBestCmap() and letter not in seen]
            seen.update(wanted)
            options = subset.Options(layout_features=FEATURES, hinting=False, desubroutinize=True)
            options.name_IDs = ["*"]
            options.notdef_outline = True
            subsetter = subset.Subsetter(options)
            subsetter.populate(unicodes=wanted)
            subsetter.subset(font)
            font.flavor = None
            part = Path(folder) / f"{name}.ttf"
            font.save(part)
            parts.append(str(part))
        face = merge.Merger().merge(parts)
        if len({face["hmtx"][name][0] for name in FIGURES}) > 1:
            add_tabular_figures(face)
        face.flavor = "woff2"
        face.save(target)


def add_tabular_figures(face: TTFont) -> None:
    """Give a face whose figures have different widths a set of equal width, behind the feature ``tnum``.

    Each figure keeps its drawing and stands in the middle of a field of the mean width, so that a row of
    them is as long as before.
    """
    order = face.getGlyphOrder()
    width = round(sum(face["hmtx"][name][0] for name in FIGURES) / len(FIGURES))
    tabular = {name: f"{name}.tnum" for name in FIGURES}
    for name, target in tabular.items():
        advance, bearing = face["hmtx"][name]
        shift = round((width - advance) / 2)
        glyph = copy.deepcopy(face["glyf"][name])
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(face["glyf"])
        face["glyf"].glyphs[target] = glyph
        face["hmtx"].metrics[target] = (width, bearing + shift)
        order.append(target)
    face.setGlyphOrder(order)
    face["glyf"].glyphOrder = order

    table = face["GSUB"].table
    table.LookupList.Lookup.append(buildLookup([buildSingleSubstSubtable(tabular)]))
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    record = otTables.FeatureRecord()
    record.FeatureTag = "tnum"
    record.Feature = otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex = [table.LookupList.LookupCount - 1]
    record.Feature.LookupCount = 1
    table.FeatureList.FeatureRecord.append(record)
    table.FeatureList.FeatureCount = len(table.FeatureList.FeatureRecord)
    for script in table.ScriptList.ScriptRecord:
        languages = [script.Script.DefaultLangSys, *(item.LangSys for item in script.Script.LangSysRecord)]
        for language in filter(None, languages):
            language.FeatureIndex.append(table.FeatureList.FeatureCount - 1)
            language.FeatureCount = len(language.FeatureIndex)


def describe(target: Path) -> str:
    """The measures of a face in parts of its size. A fallback's ``ascent-override`` and ``descent-override`` in
    ``@font-face`` are these divided by its ``size-adjust``."""
    face = TTFont(target)
    unit = face["head"].unitsPerEm
    hhea = face["hhea"]
    return (
        f"{target.name}: {target.stat().st_size / 1024:.1f} KB, {len(face.getBestCmap())} letters, "
        f"ascent {hhea.ascent / unit:.3f}, descent {-hhea.descent / unit:.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("source", type=Path, help="the folder that holds be-vietnam-pro/, source-serif-4/ …")
    arguments = parser.parse_args()
    FONTS.mkdir(parents=True, exist_ok=True)
    for family, weights in FACES.items():
        shutil.copy(arguments.source / family / "LICENSE", FONTS / f"{family}-OFL.txt")
        for weight in weights:
            target = FONTS / f"{family}-{weight}.woff2"
            build_face(arguments.source, family, weight, target)
            print(describe(target))


if __name__ == "__main__":
    main()
