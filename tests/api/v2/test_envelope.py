"""The envelope: three forms, their content types, and the status that goes with an answer."""

from __future__ import annotations

import json

import orjson
import pytest
import xmltodict
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.api.v2.answers import Raw, Refused, Said, Stated
from watchkeeper.api.v2.envelope import Form, as_stated, enveloped, failed
from watchkeeper.errors import InputError

ENTITIES = '<!DOCTYPE x [<!ENTITY e "boom">]><x>&e;</x>'
ANSWERS = [
    ({"a": 1}, 200, {"result": "success", "message": None, "data": {"a": 1}}),
    ([], 200, {"result": "success", "message": None, "data": []}),
    ("", 200, {"result": "success", "message": None, "data": ""}),
    (False, 200, {"result": "success", "message": None, "data": False}),
    (0, 200, {"result": "success", "message": None, "data": 0}),
    (None, 400, {"result": "error", "message": None, "data": {}}),
    (Said("Ok"), 200, {"result": "success", "message": "Ok", "data": {}}),
    (Refused("No."), 400, {"result": "error", "message": "No.", "data": {}}),
    (Refused("No.", {"e": 1}), 400, {"result": "error", "message": "No.", "data": {"e": 1}}),
    (Stated("1"), 200, {"result": "success", "message": None, "data": 1}),
    ({7: {"a": 7}}, 200, {"result": "success", "message": None, "data": {"7": {"a": 7}}}),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "status", "envelope"), ANSWERS)
def test_every_answer_has_its_status_and_envelope(
    answer: object, status: int, envelope: object
) -> None:
    response = enveloped(answer)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/json;charset=UTF-8"
    assert orjson.loads(response.body) == {"response": envelope}
    assert list(orjson.loads(response.body)["response"]) == ["result", "message", "data"]


def test_json_is_not_escaped_to_ascii() -> None:
    assert "Zoë 🎧".encode() in bytes(enveloped(["Zoë 🎧"]).body)


def test_a_failure_says_nothing_but_to_look_at_the_log() -> None:
    response = failed()
    assert response.status_code == 500
    assert orjson.loads(response.body)["response"] == {
        "result": "error",
        "message": "Check the logs for errors",
        "data": {},
    }


def test_a_failure_with_debug_stands_outside_the_envelope() -> None:
    response = failed(Form(is_debug=True))
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/json"
    assert orjson.loads(response.body)["error"] is True


def test_debug_is_indented_and_sorted() -> None:
    response = enveloped({2: "b", "a": 1}, Form(is_debug=True))
    plain = {"response": {"data": {"2": "b", "a": 1}, "message": None, "result": "success"}}
    assert bytes(response.body) == json.dumps(plain, indent=4).encode()


def test_xml_repeats_the_name_of_a_list() -> None:
    response = enveloped([{"a": 1, "b": None}, {"a": True, "b": []}], Form(is_xml=True))
    assert response.headers["content-type"] == "application/xml;charset=UTF-8"
    assert xmltodict.parse(bytes(response.body)) == {
        "response": {
            "result": "success",
            "message": None,
            "data": [{"a": "1", "b": None}, {"a": "true"}],
        }
    }


def test_a_message_among_the_data_is_the_message_of_the_envelope() -> None:
    told = orjson.loads(bytes(enveloped({"id": 2, "message": "Hello"}).body))["response"]
    assert (told["message"], told["data"]) == ("Hello", {"id": 2})
    silent = orjson.loads(bytes(enveloped({"id": 2, "message": ""}).body))["response"]
    assert (silent["message"], silent["data"]) == (None, {"id": 2, "message": ""})


def test_a_name_that_xml_does_not_allow_is_made_one() -> None:
    response = enveloped({"a <b>": 1}, Form(is_xml=True))
    assert b"<a__b_>1</a__b_>" in bytes(response.body)


@given(st.text(), st.text())
def test_any_text_can_be_said_in_xml(name: str, text: str) -> None:
    body = bytes(enveloped({"title": text, name: text}, Form(is_xml=True)).body)
    assert xmltodict.parse(body)["response"]["result"] == "success"


def test_a_callback_gets_its_argument() -> None:
    response = enveloped([1], Form(callback="cb.fn_1"))
    assert response.headers["content-type"] == "application/javascript"
    body = bytes(response.body)
    assert body.startswith(b'cb.fn_1({"response":')
    assert body.endswith(b"});")


@pytest.mark.parametrize("name", ["cb", "a.b.c", "$_x1", "_", "A1"])
def test_s12_a_function_name_is_a_callback(name: str) -> None:
    assert Form.of({"callback": name}).callback == name


@pytest.mark.parametrize(
    "name",
    [
        "1bad",
        "a b",
        "alert(1)",
        "x;y",
        "a-b",
        "é",
        "cb\n",
        "</script>",
        "a[0]",
        ".a",
        "x" * 9 + "\0",
    ],
)
def test_s12_anything_else_is_no_callback(name: str) -> None:
    with pytest.raises(InputError):
        Form.of({"callback": name})


@given(st.text())
def test_s12_no_text_gets_code_through_the_callback(text: str) -> None:
    try:
        form = Form.of({"callback": text})
    except InputError:
        return
    assert not set(form.callback) & set("()[]{};<>\"'`=+-/\\ \n\r\t,:")


@pytest.mark.parametrize("text", ["JSON", "yaml", "XML"])
def test_an_unknown_form_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        Form.of({"out_type": text})


@pytest.mark.parametrize("sent", [{"out_type": ["xml", "json"]}, {"callback": ["a", "b"]}])
def test_a_repeated_form_is_refused(sent: dict[str, list[str]]) -> None:
    with pytest.raises(InputError):
        Form.of(sent)


def test_empty_general_parameters_count_as_absent() -> None:
    assert Form.of({"out_type": "", "callback": "", "debug": ""}) == Form()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("true", True),
        ('{"a": 1}', {"a": 1}),
        ("Attic", "Attic"),
        ("<a><b>1</b></a>", {"a": {"b": "1"}}),
        ("<broken", "<broken"),
        ("NaN", "NaN"),
        ("", ""),
        (
            '<!DOCTYPE x [<!ENTITY e "boom">]><x>&e;</x>',
            '<!DOCTYPE x [<!ENTITY e "boom">]><x>&e;</x>',
        ),
    ],
)
def test_a_stated_text_is_json_or_xml_or_itself(text: str, value: object) -> None:
    assert as_stated(text) == value


def test_raw_bytes_stand_outside_the_envelope() -> None:
    response = enveloped(Raw(b"\x89PNG", "image/png", headers={"Cache-Control": "private"}))
    assert response.body == b"\x89PNG"
    assert response.headers["content-type"] == "image/png"
    assert response.headers["cache-control"] == "private"
