"""What the typed models of the `tautulli` library make of answers that Tautulli itself gave.

Run by the client's own Python with a JSON object: of each method its arguments and the data that
Tautulli answers. Prints why the models cannot be made, by method.
"""

import json
import sys

import tautulli
from model_errors import told


def errors_of(method: str, arguments: dict[str, object], data: object) -> list[str]:
    """Why the model of a method cannot be made of this data."""
    typed = tautulli.ObjectAPI("http://127.0.0.1:1", "none", verify=False)
    setattr(typed._raw_api, method, lambda **_sent: data)
    try:
        getattr(typed, method)(**arguments)
    except ValueError as error:
        found: list[str] = told(error)
        return found
    return []


answers = json.loads(sys.argv[3])
json.dump({method: errors_of(method, *asked) for method, asked in answers.items()}, sys.stdout)
