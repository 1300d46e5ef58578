"""The interface's translations: ``python -m portal.management.messages collect | compile | check``.

Messages are English in the code; Vietnamese and Indonesian must translate every one of them.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
LOCALE = Path("portal/locale")
LANGUAGES = ("vi", "id")
PLACEHOLDER = re.compile(r"%\(\w+\)[#0 +-]*[\d.]*[a-zA-Z]|(?<!\{)\{\w*[^{}]*\}(?!\})|%[sd]")
# Percent signs of a message without placeholders are text.
LITERAL_PERCENT = "%%"


class TranslationError(Exception):
    """A tool is missing or a catalog is broken; the message is one line."""


def catalog(language: str, root: Path = BASE_DIR) -> Path:
    return root / LOCALE / language / "LC_MESSAGES" / "django.po"


def compile_changed() -> None:
    """Make each catalog that changed since it was compiled; `msgfmt` is needed only then."""
    for source in BASE_DIR.glob("portal/locale*/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        msgfmt = shutil.which("msgfmt")
        if not msgfmt:
            raise TranslationError(
                "msgfmt is missing, which compiles translations: install the package gettext"
            )
        made = subprocess.run(  # noqa: S603
            [msgfmt, "--check-format", "-o", str(compiled), str(source)],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise TranslationError(f"A translation is broken: {made.stderr.strip().splitlines()[0]}")


def collect(root: Path = BASE_DIR) -> None:
    """Write what the code and the templates under ``root`` say today into the catalogs there."""
    for language in LANGUAGES:
        catalog(language, root).parent.mkdir(parents=True, exist_ok=True)
    languages = [argument for language in LANGUAGES for argument in ("-l", language)]
    ignored = [
        f"--ignore={pattern}" for pattern in (".venv/*", "var/*", "tests/*", "benchmarks/*", "scripts/*")
    ]
    command = [sys.executable, "manage.py", "makemessages", *languages, *ignored]
    with tempfile.TemporaryDirectory() as data:
        made = subprocess.run(  # noqa: S603
            [*command, "--no-wrap", "--add-location=file", "--verbosity=0"],
            cwd=root,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings.dev", "DATA_DIR": data},
            capture_output=True,
            text=True,
            check=False,
        )
    if made.returncode:
        raise TranslationError(made.stderr.strip().splitlines()[-1])


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text.replace(LITERAL_PERCENT, "")))


def problems() -> list[str]:
    """What keeps the catalogs from being complete and in step with the code."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        _copy_project(copy)
        collect(copy)
        return [problem for language in LANGUAGES for problem in _problems_of(language, copy)]


def _copy_project(target: Path) -> None:
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.run(git, cwd=BASE_DIR, capture_output=True, text=True, check=True)  # noqa: S603
    for name in filter(None, listing.stdout.split("\0")):
        if (BASE_DIR / name).is_file() and not name.startswith("tests/"):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(BASE_DIR / name, target / name)


def _problems_of(language: str, copy: Path) -> list[str]:
    import polib  # noqa: PLC0415  (development only; compiling needs none of it)

    if not catalog(language).exists():
        return [f"{language}: there is no catalog"]
    found = []
    kept = {
        (entry.msgctxt, entry.msgid) for entry in polib.pofile(str(catalog(language))) if not entry.obsolete
    }
    fresh = [entry for entry in polib.pofile(str(catalog(language, copy))) if not entry.obsolete]
    for entry in fresh:
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if (entry.msgctxt, entry.msgid) not in kept:
            found.append(f"{language}: not in the catalog: {entry.msgid!r}")
        elif entry.fuzzy:
            found.append(f"{language}: unsure: {entry.msgid!r}")
        elif not all(texts) or not texts:
            found.append(f"{language}: not translated: {entry.msgid!r}")
        else:
            wanted = placeholders(entry.msgid_plural or entry.msgid)
            found += [
                f"{language}: other placeholders than {wanted}: {text!r}"
                for text in texts
                if placeholders(text) != wanted
            ]
    said_today = {(entry.msgctxt, entry.msgid) for entry in fresh}
    found += [f"{language}: no longer said: {msgid!r}" for context, msgid in kept - said_today]
    return found


def main(arguments: list[str]) -> int:
    try:
        match arguments:
            case ["compile"]:
                compile_changed()
            case ["collect"]:
                collect()
            case ["check"]:
                found = problems()
                sys.stdout.writelines(f"{problem}\n" for problem in found)
                return 1 if found else 0
            case _:
                sys.stderr.write("usage: python -m portal.management.messages collect | compile | check\n")
                return 2
    except TranslationError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
