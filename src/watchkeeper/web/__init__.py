"""The web interface: one page function a page, pure views, templates that only show."""
