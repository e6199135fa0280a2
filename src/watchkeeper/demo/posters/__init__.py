"""Pictures drawn by code: posters, covers, backdrops, stills and avatars."""
