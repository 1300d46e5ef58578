"""What every template may show about the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """``site_name`` and ``base_url`` as the deployment sets them."""
    return {"site_name": settings.SITE_NAME, "base_url": settings.BASE_URL}
