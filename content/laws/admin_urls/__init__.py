"""Addresses of the library's own pages in the admin, one file a flow; ``wagtail_hooks.py`` mounts them."""
