"""Addresses of the explainers room that are not Wagtail pages."""

from django.urls import path

from content.explainers.feeds import NewExplainersFeed
from content.explainers.views.feedback import give_feedback

app_name = "explainers"

urlpatterns = [
    path("bai-moi.atom", NewExplainersFeed(), name="new_feed"),
    path("phan-hoi/<int:page_id>/", give_feedback, name="feedback"),
]
