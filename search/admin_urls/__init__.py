"""Addresses of the search room in the editor."""
