"""The rosette: true to its formula, and small."""

import math
import re

import pytest

from learning.certificates.rosette import RINGS, Ring, Window, rosette_path, star_path

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def points_of(path: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in NUMBER.findall(path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def segments_of(path: str) -> list[tuple[tuple[float, float], ...]]:
    segments = []
    for part in path.split("M")[1:]:
        pieces = part.split("C")
        at = points_of(pieces[0])[0]
        for piece in pieces[1:]:
            first, second, end = points_of(piece)
            segments.append((at, first, second, end))
            at = end
    return segments


def on_curve(segment, t: float) -> tuple[float, float]:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return tuple(sum(w * p[axis] for w, p in zip(weights, segment, strict=True)) for axis in (0, 1))


def distance_from_formula(ring: Ring, x: float, y: float) -> float:
    """To the nearest of the ring's curves, measured across the curve."""
    angle, radius = math.atan2(y, x), math.hypot(x, y)
    distances = []
    for m in range(ring.curves):
        phase = ring.waves * angle + 2 * math.pi * m / ring.curves
        slope = ring.amplitude * ring.waves * math.sin(phase) / radius
        along_the_radius = radius - ring.radius - ring.amplitude * math.cos(phase)
        distances.append(abs(along_the_radius) / math.hypot(1, slope))
    return min(distances)


@pytest.mark.parametrize("ring", RINGS, ids=lambda ring: f"radius {ring.radius}")
def test_every_point_lies_on_one_of_the_rings_curves(ring: Ring) -> None:
    drawn = 0
    for segment in segments_of(rosette_path()):
        for t in (0, 0.25, 0.5, 0.75, 1):
            x, y = on_curve(segment, t)
            if abs(math.hypot(x, y) - ring.radius) <= ring.amplitude + 0.5:
                drawn += 1
                assert distance_from_formula(ring, x, y) < 1.5  # a unit is 0.23 mm
    assert drawn > ring.curves * ring.waves * 2


def test_what_cannot_be_seen_is_not_drawn() -> None:
    whole, left_half = rosette_path(), rosette_path(Window(right=0))
    assert len(left_half) < 0.6 * len(whole)
    assert all(min(x for x, _ in segment) <= 0 for segment in segments_of(left_half))


def test_the_whole_rosette_stays_small() -> None:
    assert len(rosette_path()) < 100_000


def test_the_star_has_fourteen_rays() -> None:
    radii = [round(math.hypot(x, y)) for x, y in points_of(star_path())]
    assert radii == [58, 20] * 14
