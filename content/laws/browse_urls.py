"""Addresses of the ways into the library; they come before those of documents."""

from django.urls import URLPattern, path

from .feeds import NewLawsFeed, effect_calendar_feed
from .views import browse

urlpatterns: list[URLPattern] = [
    path("moi/", browse.new_laws, name="new"),
    path("moi.atom", NewLawsFeed(), name="new_feed"),
    path("moi/<slug:type_slug>.atom", NewLawsFeed(), name="new_feed_of_type"),
    path("lich-hieu-luc/", browse.effect_calendar, name="calendar"),
    path("lich-hieu-luc.ics", effect_calendar_feed, name="calendar_feed"),
    path("lich-hieu-luc/<int:year>/", browse.calendar_year, name="calendar_year"),
    path("lich-hieu-luc/<int:year>/<int:month>/", browse.effect_calendar, name="calendar_month"),
    path("a-z/", browse.a_to_z, name="a_to_z"),
    path("a-z/<str:letter>/", browse.a_to_z, name="letter"),
    path("co-quan/", browse.issuers, name="issuers"),
]
