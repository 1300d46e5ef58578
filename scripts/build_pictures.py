"""Draw the pictures in ``static/img`` that come from a formula or from the site's mark.

``rosette.svg`` is the bronze drum: a 14-ray star and rings of phase-shifted waves. The k curves of a ring
are one curve turned k times, so the file holds five curves instead of fifty.

    python scripts/build_pictures.py
"""

import math
from pathlib import Path

IMAGES = Path(__file__).resolve().parents[1] / "static" / "img"
# Mean radius, amplitude, waves, curves: on a square of 1000 units.
RINGS = ((86, 26, 14, 10), (160, 30, 14, 14), (236, 34, 28, 8), (318, 40, 28, 12), (405, 34, 56, 6))
STAR_RAYS, STAR_OUTER, STAR_INNER = 14, 58, 20
CENTRE = 500
STROKE = 0.7
GOLD = "#b98a2f"
SEGMENTS_PER_WAVE = 4


def wave_point(radius: float, amplitude: float, waves: int, angle: float) -> tuple[float, float]:
    r = radius + amplitude * math.cos(waves * angle)
    return r * math.cos(angle), r * math.sin(angle)


def wave_tangent(radius: float, amplitude: float, waves: int, angle: float) -> tuple[float, float]:
    r = radius + amplitude * math.cos(waves * angle)
    slope = -amplitude * waves * math.sin(waves * angle)
    return slope * math.cos(angle) - r * math.sin(angle), slope * math.sin(angle) + r * math.cos(angle)


def wave_path(radius: float, amplitude: float, waves: int) -> str:
    """r(θ) = R + a·cos(nθ) as cubic curves that share its points and tangents."""
    count = waves * SEGMENTS_PER_WAVE
    step = 2 * math.pi / count
    x, y = wave_point(radius, amplitude, waves, 0)
    parts = [f"M{x:.1f} {y:.1f}"]
    for index in range(count):
        start, end = index * step, (index + 1) * step
        x0, y0 = wave_point(radius, amplitude, waves, start)
        x1, y1 = wave_point(radius, amplitude, waves, end)
        dx0, dy0 = wave_tangent(radius, amplitude, waves, start)
        dx1, dy1 = wave_tangent(radius, amplitude, waves, end)
        third = step / 3
        parts.append(
            f"C{x0 + dx0 * third:.1f} {y0 + dy0 * third:.1f} {x1 - dx1 * third:.1f} {y1 - dy1 * third:.1f}"
            f" {x1:.1f} {y1:.1f}"
        )
    return "".join(parts) + "Z"


def star_points() -> str:
    points = []
    for index in range(2 * STAR_RAYS):
        radius = STAR_OUTER if index % 2 == 0 else STAR_INNER
        angle = math.pi * index / STAR_RAYS
        points.append(f"{radius * math.cos(angle):.1f},{radius * math.sin(angle):.1f}")
    return " ".join(points)


def rosette() -> str:
    curves = []
    for ring, (radius, amplitude, waves, count) in enumerate(RINGS):
        curves.append(f'<path id="r{ring}" d="{wave_path(radius, amplitude, waves)}"/>')
        curves += [
            f'<use href="#r{ring}" transform="rotate({360 * index / (count * waves):.3f})"/>'
            for index in range(1, count)
        ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000">'
        f'<g transform="translate({CENTRE} {CENTRE})" fill="none" stroke="{GOLD}" stroke-width="{STROKE}">'
        f'{"".join(curves)}<polygon points="{star_points()}" fill="{GOLD}" stroke="none"/></g></svg>\n'
    )


if __name__ == "__main__":
    (IMAGES / "rosette.svg").write_text(rosette(), encoding="utf-8")
