"""How often each page asks the database, with 1 row and with 20 of everything that it lists.

The numbers are those of a second visit without the page cache, which asks nothing at all. They are counted in a
test database, so that they depend on nobody's data. Ends with exit code 1 if a page asks more often for more rows.

    make bench
"""

import os
import sys
from pathlib import Path

import django
from django.test.utils import (
    setup_databases,
    setup_test_environment,
    teardown_databases,
    teardown_test_environment,
)

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
os.environ.setdefault("TEST_RUN", "bench")

FEW, MANY = 1, 20


def main() -> int:
    django.setup()
    from tests.portal.pages_with_rows import queries_per_page  # noqa: PLC0415  (needs the applications)

    setup_test_environment(debug=False)
    databases = setup_databases(verbosity=0, interactive=False, keepdb=True)
    try:
        few, many = queries_per_page(FEW), queries_per_page(MANY)
    finally:
        teardown_databases(databases, verbosity=0, keepdb=True)
        teardown_test_environment()
    print(f"{'queries per page':18}{FEW:>4} row {MANY:>6} rows")
    grows = {name for name in few if many[name] > few[name]}
    for name in few:
        print(f"{name:18}{few[name]:>8}{many[name]:>12}{'   GROWS' if name in grows else ''}")
    return 1 if grows else 0


if __name__ == "__main__":
    sys.exit(main())
