"""The demo: a simulated Plex Media Server, drawn pictures and a household that lives."""
