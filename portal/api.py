"""The public API: mounts the rooms' routers."""
