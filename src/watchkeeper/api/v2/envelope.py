"""The envelope around every answer: JSON, JSONP or XML, and the status that goes with it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.parsers.expat import ExpatError

import orjson
import xmltodict
from starlette.responses import FileResponse, Response

from watchkeeper.api.v2.answers import Attached, Raw, Refused, Said, Stated
from watchkeeper.api.v2.params import Parameters
from watchkeeper.errors import InputError
from watchkeeper.values import dataclass

JSON_TYPE = "application/json;charset=UTF-8"
XML_TYPE = "application/xml;charset=UTF-8"
JSONP_TYPE = "application/javascript"
CALLBACK = re.compile(r"[a-zA-Z_$][a-zA-Z0-9_$.]*")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_IN_XML_NAMES = re.compile(r"[^\w.\-]", re.ASCII)
CHECK_THE_LOGS = "Check the logs for errors"
UNEXPECTED = {
    "status": "500 Internal Server Error",
    "message": "The server encountered an unexpected condition which prevented it from fulfilling"
    " the request.",
    "error": True,
}

Json = dict[str, Any]  # Any: whatever JSON can hold


@dataclass(frozen=True, slots=True)
class Form:
    """How the caller wants its answer."""

    is_xml: bool = False
    callback: str = ""
    is_debug: bool = False

    @classmethod
    def of(cls, sent: Parameters) -> Form:
        """What the general parameters ask for.

        Raises:
            InputError: `out_type` is neither json nor xml, or `callback` is no function name.
        """
        out_type, callback = sent.get("out_type") or "json", sent.get("callback") or ""
        if out_type not in ("json", "xml"):
            raise InputError("Parameter out_type is json or xml.", field="out_type")
        if callback and not (isinstance(callback, str) and CALLBACK.fullmatch(callback)):
            raise InputError("Parameter callback is no function name.", field="callback")
        return cls(out_type == "xml", str(callback), bool(sent.get("debug")))


PLAIN = Form()


def enveloped(answer: object, form: Form = PLAIN) -> Response:
    """The response to a command's answer; see `answers` for what those can be."""
    match answer:
        case Raw() | Attached():
            return _raw(answer)
        case Said():
            return _written("success", answer.message, answer.data, form)
        case Refused():
            return _written("error", answer.message, answer.data, form, status=400)
        case None:
            return _written("error", None, {}, form, status=400)
        case Stated():
            return _written("success", None, as_stated(answer.text), form)
        case _:
            return _written("success", *_message_and_data(answer), form)


def _message_and_data(answer: object) -> tuple[str | None, object]:
    """A message among the data is that of the envelope, whatever it is: a newsletter's own too."""
    match answer:
        case {"message": str(message), **data} if message:
            return message, data
        case _:
            return None, answer


def failed(form: Form = PLAIN) -> Response:
    """The answer to a call that could not be carried out; why is in the log alone.

    With `debug` it stands outside the envelope.
    """
    if form.is_debug:
        return Response(orjson.dumps(UNEXPECTED), 500, media_type="application/json")
    return _written("error", CHECK_THE_LOGS, {}, form, status=500)


def as_stated(text: str) -> Any:  # Any: whatever the text turns out to be
    """The text as JSON, else as XML, else as it is.

    Examples:
        >>> as_stated("1"), as_stated("true"), as_stated("My Server"), as_stated("<a b='1'/>")
        (1, True, 'My Server', {'a': {'b': '1'}})
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    if not text.startswith("<"):
        return text
    try:
        return xmltodict.parse(text, attr_prefix="")
    except (ExpatError, ValueError):
        return text


def _written(
    result: str, message: str | None, data: object, form: Form, *, status: int = 200
) -> Response:
    envelope = {"response": {"result": result, "message": message, "data": data}}
    if form.is_xml:
        return Response(_xml(envelope), status, media_type=XML_TYPE)
    content = _json(envelope, is_debug=form.is_debug)
    if form.callback:
        content = b"%b(%b);" % (form.callback.encode(), content)
        return Response(content, status, media_type=JSONP_TYPE)
    return Response(content, status, media_type=JSON_TYPE)


def _json(envelope: Json, *, is_debug: bool) -> bytes:
    if is_debug:
        plain = orjson.loads(orjson.dumps(envelope, option=orjson.OPT_NON_STR_KEYS))
        return json.dumps(plain, indent=4, sort_keys=True, ensure_ascii=False).encode()
    return orjson.dumps(envelope, option=orjson.OPT_NON_STR_KEYS)


def _xml(envelope: Json) -> bytes:
    return xmltodict.unparse(_xml_ready(envelope), pretty=True).encode()


def _xml_ready(value: Any) -> Any:  # Any: whatever JSON can hold
    """The same without what XML cannot carry: free text as names, control characters."""
    match value:
        case Mapping():
            return {xml_name(str(name)): _xml_ready(found) for name, found in value.items()}
        case list() | tuple():
            return [_xml_ready(found) for found in value]
        case str():
            return NOT_IN_XML.sub("", value)
        case _:
            return value


def xml_name(text: str) -> str:
    """The text as the name of an element; what may not stand in one becomes a low line.

    Examples:
        >>> xml_name("rating_key"), xml_name("0"), xml_name("Movie Libraries"), xml_name("")
        ('rating_key', '_0', 'Movie_Libraries', '_')
    """
    name = NOT_IN_XML_NAMES.sub("_", text)
    return name if name and (name[0].isalpha() or name[0] == "_") else f"_{name}"


def _raw(answer: Raw | Attached) -> Response:
    if isinstance(answer, Attached):
        disposition = f'attachment; filename="{answer.path.name}"'  # of names without quotes
        headers = {"Content-Disposition": disposition}
        return FileResponse(answer.path, media_type=answer.content_type, headers=headers)
    headers = {**answer.headers, "Content-Type": answer.content_type}
    return Response(answer.content, answer.status, headers)
