"""Draw the pictures in ``static/img`` that come from a formula or from the site's mark.

``rosette.svg`` is the bronze drum: a 14-ray star and rings of phase-shifted waves. The k curves of a ring
are one curve turned k times, so the file holds five curves instead of fifty.

The touch icon and the picture that other sites show beside a shared link are ``favicon.svg`` and the
rosette set in a page, photographed in Chromium.

    python scripts/build_pictures.py
"""

import math
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

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
        f"{''.join(curves)}"
        f'<polygon points="{star_points()}" fill="{GOLD}" fill-opacity="0.5" stroke="none"/></g></svg>\n'
    )


def share_page() -> str:
    """What stands beside a shared link: the name in our voice on lacquer, the drum at the edge."""
    mark = (IMAGES / "favicon.svg").read_text(encoding="utf-8")
    drum = (IMAGES / "rosette.svg").read_text(encoding="utf-8").replace(GOLD, "#f3d48b")
    fonts = (IMAGES.parent / "fonts").as_uri()
    return f"""<!DOCTYPE html><meta charset="utf-8"><style>
      @font-face {{ font-family: plain; font-weight: 700; src: url({fonts}/be-vietnam-pro-700.woff2) }}
      @font-face {{ font-family: plain; font-weight: 400; src: url({fonts}/be-vietnam-pro-400.woff2) }}
      body {{ margin: 0; width: 1200px; height: 630px; position: relative; overflow: hidden;
              background: #a0151c; color: #fff; font-family: plain }}
      .drum {{ position: absolute; width: 900px; right: -370px; top: -135px; opacity: .55 }}
      .mark {{ position: absolute; left: 80px; top: 96px; width: 130px; margin: -14px }}
      h1 {{ position: absolute; left: 88px; top: 280px; margin: 0; font-size: 92px; letter-spacing: -.022em }}
      p {{ position: absolute; left: 90px; top: 408px; margin: 0; font-size: 30px }}
    </style><div class="drum">{drum}</div><div class="mark">{mark}</div>
    <h1>Luật Dễ Hiểu</h1><p>Nói dễ hiểu, đặt cạnh nguyên văn luật</p>"""


def photograph() -> None:
    """Write ``touch-icon.png`` and ``share.png``."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 180, "height": 180})
        icon = (IMAGES / "favicon.svg").read_text(encoding="utf-8").replace('rx="10"', 'rx="0"')
        page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:180px}}</style>{icon}")
        page.screenshot(path=IMAGES / "touch-icon.png")
        page.set_viewport_size({"width": 1200, "height": 630})
        draft = IMAGES / "share.html"
        draft.write_text(share_page(), encoding="utf-8")
        page.goto(draft.as_uri())
        page.evaluate("document.fonts.ready")
        page.screenshot(path=IMAGES / "share.png")
        draft.unlink()
        picture = Image.open(IMAGES / "share.png").convert("RGB").quantize(96)
        picture.save(IMAGES / "share.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    (IMAGES / "rosette.svg").write_text(rosette(), encoding="utf-8")
    photograph()
