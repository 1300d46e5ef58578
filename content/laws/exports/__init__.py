"""A document of law in other formats. Each renderer is pure: an ``ExportDocument`` in, bytes out."""
