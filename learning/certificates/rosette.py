"""The certificate's rosette, drawn from the bronze drum: a star of 14 rays and rings of phase-shifted waves.

Each ring is k curves r(θ) = R + a·cos(nθ + 2πm/k), m = 0 … k−1, on a 1000-unit square centred on (0, 0).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Ring:
    """``radius`` R, ``amplitude`` a, ``waves`` n round the circle, ``curves`` k."""

    radius: float
    amplitude: float
    waves: int
    curves: int


@dataclass(frozen=True)
class Window:
    """The part of the square that will be seen; curves wholly outside it are left out."""

    left: float = -500
    top: float = -500
    right: float = 500
    bottom: float = 500

    def touches(self, *points: tuple[float, float]) -> bool:
        """Whether the box round the points overlaps the window."""
        across, down = zip(*points, strict=True)
        return (
            min(across) <= self.right
            and max(across) >= self.left
            and min(down) <= self.bottom
            and max(down) >= self.top
        )


RINGS = (
    Ring(86, 26, 14, 10),
    Ring(160, 30, 14, 14),
    Ring(236, 34, 28, 8),
    Ring(318, 40, 28, 12),
    Ring(405, 34, 56, 6),
)
STAR_RAYS = 14
STAR_OUTER_RADIUS, STAR_INNER_RADIUS = 58, 20

# The control points of the cubic Bézier curve that lies closest to half a cosine wave stand at this part of
# the half wave. Two curves a wave instead of dozens of points keep the PDF small.
HALF_WAVE_CONTROL = 0.3642

Point = tuple[float, float]


def _write(*points: Point) -> str:
    """Coordinates to a tenth of a unit, 0.02 mm on paper, without needless characters."""
    return " ".join(f"{coordinate:.1f}".removesuffix(".0") for point in points for coordinate in point)


def _extremum(ring: Ring, phase: float, half_wave: int) -> tuple[Point, Point]:
    """The curve's point at its ``half_wave``-th crest or trough, and the direction to its control point."""
    angle = (math.pi * half_wave - phase) / ring.waves
    radius = ring.radius + (ring.amplitude if half_wave % 2 == 0 else -ring.amplitude)
    reach = radius * HALF_WAVE_CONTROL * math.pi / ring.waves
    cosine, sine = math.cos(angle), math.sin(angle)
    return (radius * cosine, radius * sine), (-reach * sine, reach * cosine)


def _curve(ring: Ring, phase: float, window: Window) -> Iterator[str]:
    pen_is_down = False
    for half_wave in range(2 * ring.waves):
        (x1, y1), (dx1, dy1) = _extremum(ring, phase, half_wave)
        (x2, y2), (dx2, dy2) = _extremum(ring, phase, half_wave + 1)
        start, end = (x1, y1), (x2, y2)
        controls = ((x1 + dx1, y1 + dy1), (x2 - dx2, y2 - dy2))
        if not window.touches(start, *controls, end):
            pen_is_down = False
            continue
        if not pen_is_down:
            yield f"M{_write(start)}"
        yield f"C{_write(*controls, end)}"
        pen_is_down = True


def rosette_path(window: Window = Window()) -> str:
    """All rings as the ``d`` of one SVG path."""
    return "".join(
        piece
        for ring in RINGS
        for curve in range(ring.curves)
        for piece in _curve(ring, 2 * math.pi * curve / ring.curves, window)
    )


def star_path() -> str:
    """The star of 14 rays in the middle as the ``d`` of one closed SVG path; one ray points straight up."""
    corners = (
        (radius * math.sin(angle), -radius * math.cos(angle))
        for corner in range(2 * STAR_RAYS)
        for angle in (math.pi * corner / STAR_RAYS,)
        for radius in (STAR_OUTER_RADIUS if corner % 2 == 0 else STAR_INNER_RADIUS,)
    )
    return "M" + "L".join(_write(corner) for corner in corners) + "Z"
