"""All addresses. Vietnamese has no prefix; English and Indonesian stand under /en/ and /id/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib.sitemaps import views as sitemap_views
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.sitemap_generator import Sitemap as PageSitemap
from wagtail.documents import urls as wagtaildocs_urls

from content.laws.sitemaps import ArticleSitemap, LegalDocumentSitemap
from portal import api, views

SITEMAPS = {"pages": PageSitemap, "documents": LegalDocumentSitemap, "articles": ArticleSitemap}

urlpatterns: list[URLPattern | URLResolver] = [
    path("sitemap.xml", sitemap_views.index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}),
    path("sitemap-<section>.xml", sitemap_views.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("health/live", views.live, name="health_live"),
    path("health/ready", views.ready, name="health_ready"),
    path("api/v1/", api.api.urls),
    path("api/v1/<path:path>", api.unknown),
    # Before Wagtail's own, whose sign-in and password reset would go round ours.
    path("quan-tri/", include("portal.accounts.admin_urls")),
    path("quan-tri/", include(wagtailadmin_urls)),
    path("tai-lieu/", include(wagtaildocs_urls)),
]

handler400 = "portal.error_views.bad_request"
handler403 = "portal.error_views.permission_denied"
handler404 = "portal.error_views.page_not_found"
handler500 = "portal.error_views.server_error"

if settings.DEBUG:
    urlpatterns += [path("styleguide/", include("portal.styleguide"))]
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

urlpatterns += i18n_patterns(
    path("api/docs", api.docs, name="api_docs"),
    path("tai-khoan/", include("portal.accounts.urls")),
    path("tai-khoan/", include("allauth.urls")),
    path("van-ban/", include("content.laws.urls")),
    path("phap-dien/", include("content.laws.codification_urls")),
    path("", include("search.urls")),
    path("hoc/bat-buoc/", include("learning.requirements.urls")),
    path("hoc/", include("learning.courses.urls")),
    path("kiem-tra/", include("learning.assessments.urls")),
    path("", include("learning.certificates.urls")),
    path("", include("content.explainers.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
