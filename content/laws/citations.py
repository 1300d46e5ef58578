"""Citations of law in their proper Vietnamese form. Pure."""

from __future__ import annotations


def format_citation(*, document: str, article: str = "", clause: str = "", point: str = "") -> str:
    """Smallest to largest: "Điểm d khoản 9 Điều 7 Nghị định 168/2024/NĐ-CP"."""
    parts = []
    if point:
        parts.append(f"điểm {point}")
    if clause:
        parts.append(f"khoản {clause}")
    if article:
        parts.append(f"Điều {article}")
    if document:
        parts.append(document)
    joined = " ".join(parts)
    return joined[:1].upper() + joined[1:]
