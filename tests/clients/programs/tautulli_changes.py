"""The `tautulli` library, unchanged: commands that change something, with the library's own words.

Run by the client's own Python with the address, the key and what to change as JSON. Prints what
each method said.
"""

import json
import sys

import tautulli


def main(url: str, key: str, wanted: str) -> dict[str, object]:
    """Change things in order. The library cannot tell the numbers of what it adds."""
    facts = json.loads(wanted)
    api = tautulli.RawAPI(url, key)
    api.add_notifier_config(25)
    api.add_newsletter_config(0)
    api.export_metadata(section_id=facts["section_id"], file_format="json")
    return {
        "edit_user": api.edit_user(facts["user_id"], friendly_name="Renamed", keep_history=False),
        "edit_library": api.edit_library(facts["section_id"], keep_history=False),
        "delete_history": api.delete_history([facts["row_id"]]),
        "delete_user": api.delete_user(facts["leaving_user_id"]),
        "undelete_user": api.undelete_user(facts["leaving_user_id"], facts["leaving_username"]),
        "delete_notifier": api.delete_notifier(facts["notifier_id"]),
        "delete_newsletter": api.delete_newsletter(facts["newsletter_id"]),
        "delete_image_cache": api.delete_image_cache(),
    }


json.dump(main(*sys.argv[1:]), sys.stdout)
