"""The colours of ``static/css/tokens.css`` and the contrast between them (WCAG 2.2, relative luminance)."""

import re
from dataclasses import dataclass
from pathlib import Path

LIGHT, DARK = "light", "dark"
TEXT_MINIMUM = 4.5
EDGE_MINIMUM = 3.0

# (words, ground): every pair that the style sheets set on one another.
TEXT_PAIRS = (
    *(
        (words, ground)
        for ground in ("page", "band")
        for words in ("ink", "ink-2", "muc", "son", "la", "nghe")
    ),
    ("ink", "do"),
    ("ink-2", "do"),
    ("muc", "do"),
    ("son", "do"),
    ("on-son", "son"),
    ("on-son", "son-deep"),
    ("on-masthead", "masthead"),
    ("page", "ink"),
    *((words, "son-wash") for words in ("ink", "ink-2", "muc", "son", "son-deep")),
    *((words, "la-wash") for words in ("ink", "muc", "la")),
    *((words, "nghe-wash") for words in ("ink", "ink-2", "muc", "nghe")),
    *((words, "tro-wash") for words in ("ink", "ink-2", "tro")),
)
# (line or sign, ground): what is not text but must be seen.
EDGE_PAIRS = (
    ("edge", "page"),
    ("edge", "band"),
    ("muc", "page"),
    ("son", "page"),
    ("la", "band"),
    ("nghe", "page"),
    ("vang", "page"),
    ("masthead-gold", "masthead"),
)

BLOCK = re.compile(r":root(?P<selector>[^{]*)\{(?P<body>[^}]*)\}")
COLOUR = re.compile(r"--color-(?P<name>[\w-]+):\s*(?P<value>#[0-9a-f]{6});")


@dataclass(frozen=True)
class ContrastPair:
    """``ratio`` is between 1 and 21; ``minimum`` is what the pair is held to."""

    theme: str
    front: str
    ground: str
    front_value: str
    ground_value: str
    ratio: float
    minimum: float

    @property
    def is_enough(self) -> bool:
        return self.ratio >= self.minimum


def read_colours(tokens_css: Path) -> dict[str, dict[str, str]]:
    """Theme → token → ``#rrggbb``. Raises ``ValueError`` if the two ways to the dark theme differ."""
    light: dict[str, str] = {}
    darks: list[dict[str, str]] = []
    for block in BLOCK.finditer(tokens_css.read_text(encoding="utf-8")):
        colours = {match["name"]: match["value"] for match in COLOUR.finditer(block["body"])}
        if not colours:
            continue
        if block["selector"].strip():
            darks.append(colours)
        else:
            light |= colours
    if len(darks) != 2 or darks[0] != darks[1]:
        raise ValueError("The dark theme must be the same for the system's wish and for data-theme.")
    return {LIGHT: light, DARK: darks[0]}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def contrast_pairs(colours: dict[str, dict[str, str]]) -> list[ContrastPair]:
    """Every pair that the site uses, in both themes."""
    return [
        ContrastPair(
            theme,
            front,
            ground,
            values[front],
            values[ground],
            round(contrast(values[front], values[ground]), 2),
            minimum,
        )
        for theme, values in colours.items()
        for pairs, minimum in ((TEXT_PAIRS, TEXT_MINIMUM), (EDGE_PAIRS, EDGE_MINIMUM))
        for front, ground in pairs
    ]
