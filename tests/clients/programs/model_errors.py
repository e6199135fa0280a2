"""Why a typed model could not be made, in a form that can be compared."""


def told(error: Exception) -> list[str]:
    """Each place with the kind of its error, places of lists taken together."""
    if not hasattr(error, "errors"):
        return [repr(error)[:300]]
    return sorted({f"{_place(each['loc'])}: {each['type']}" for each in error.errors()})


def _place(where: tuple[object, ...]) -> str:
    return ".".join("*" if isinstance(part, int) else str(part) for part in where)
