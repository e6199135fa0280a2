"""Which addresses of the house are for whom."""

from __future__ import annotations

FOR_STRANGERS = {
    "/auth/login",
    "/auth/signin",
    "/health/live",
    "/health/ready",
    "/image/images/{name:path}",
    "/image/{name}",
    "/images/{name:path}",
    "/look",
    "/newsletter/id/{id_name}",
    "/newsletter/image/{name}",
    "/newsletter/picture",
    "/newsletter/unsubscribe/{server_id:int}/{number:int}/{mark}/{sign}",
    "/newsletter/unsubscribe/{server_id:int}/{number:int}/{mark}/{sign}/again",
    "/newsletter/{uuid}",
    "/server_status",
    "/setup",
    "/shared/year/{link}",
    "/shared/year/{link}.svg",
    "/sign-in",
    "/sign-in/plex",
    "/sign-in/plex/{ticket}",
    "/static/{name:path}",
    "/status",
    "/welcome/{token}",
}
"""All that may be seen without signing in: health, the door and its style, named pictures."""
