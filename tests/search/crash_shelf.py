"""What the processes that are killed write; free of Django's models, so that they start at once."""

import resource

from .conftest import law_article


def shelf(text):
    return [
        law_article(number, "Phù hiệu", f"{text} {number}.", f"Khoản {number}.") for number in range(1, 120)
    ]


def limit_files():
    """No file may grow beyond 300 kB from now on."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))


def long_documents():
    """About 12 MB that do not compress."""
    return [
        law_article(
            number, "Phù hiệu", *(" ".join(f"{(number * n * 7919) % 999983:x}" for n in range(9, 90)),) * 5
        )
        for number in range(1, 4_000)
    ]
