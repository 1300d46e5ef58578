"""Articles a second from which citations are extracted, on one core; and that time ÷ a bare regex scan's.

The bare scan only counts the words with which a citation can begin, with one compiled pattern. Reads the articles of
the library, or of a folder of the codification's HTML files.

    python benchmarks/citations.py [FOLDER] [--json]
"""

import argparse
import html
import json
import os
import re
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")

from content.laws.citations import KnownTitles, find_citations  # noqa: E402

BARE = re.compile(
    r"[Đđ]i(?:ều|ểm)\s|[Kk]hoản\s|(?:Bộ l|L)uật\s|Nghị định|Thông tư|Nghị quyết|Quyết định|Pháp lệnh|\d[/-]"
)
ARTICLE = re.compile(r"<p class='pNoiDung'>(.*?)(?=<p class='p(?:Dieu|ChiDan|Chuong)'|$)", re.DOTALL)
LINE_END = re.compile(r"</p>|<br\s*/?>")
TAG = re.compile(r"<[^>]*>")


def texts_of_folder(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.html")):
        for match in ARTICLE.finditer(path.read_text(encoding="utf-8-sig")):
            words = TAG.sub("", LINE_END.sub("\n", match[1]))
            yield unicodedata.normalize("NFC", html.unescape(words))


def texts_and_titles_of_library() -> tuple[list[str], KnownTitles]:
    import django  # noqa: PLC0415

    django.setup()
    from content.laws.models import ArticleVersion  # noqa: PLC0415
    from content.laws.resolution import Library  # noqa: PLC0415

    versions = ArticleVersion.objects.filter(language="vi", effective_to__isnull=True)
    return list(versions.values_list("text", flat=True)), Library.load().titles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.folder:
        texts, titles = (
            list(texts_of_folder(arguments.folder)),
            KnownTitles(["Bộ luật Dân sự", "Bộ luật Hình sự"]),
        )
    else:
        texts, titles = texts_and_titles_of_library()
    if not texts:
        raise SystemExit("There is no article to read.")
    began = time.process_time()
    for text in texts:
        BARE.findall(text)
    bare = time.process_time() - began
    began = time.process_time()
    citations = sum(len(find_citations(text, titles)) for text in texts)
    taken = time.process_time() - began
    result = {
        "articles": len(texts),
        "citations": citations,
        "articles_a_second": round(len(texts) / taken),
        "times_a_bare_scan": round(taken / bare, 2),
    }
    print(
        json.dumps(result)
        if arguments.json
        else "\n".join(f"{name}: {value}" for name, value in result.items())
    )


if __name__ == "__main__":
    main()
