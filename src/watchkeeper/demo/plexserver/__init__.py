"""A simulated Plex Media Server: it speaks Plex's HTTP and websocket over real sockets.

`world` knows who plays what, `faults` what goes wrong, `render` writes JSON and XML from one
structure, and the route modules answer requests. Nothing here is used by the product itself.
"""
