"""The OpenAPI document says what is so: each operation, fuzzed from it, answers as it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import requests
import schemathesis
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis.strategies import booleans
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.v1.house import House, add_server, opened
from watchkeeper.api.v1 import OPERATIONS
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.accounts import Scope

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LONGEST_URL = 60_000  # the client of the tests refuses longer ones
NAMES = [one.name for one in OPERATIONS]
EXISTING = {
    "server_id": 1,
    "section_id": 1,
    "user_id": 31609458,
    "rating_key": 1001,
    "play_id": 1,
    "number": 1,
    "year": 2026,
}
"""Parts of paths that name something of the house."""
COSTLY = {"confirm_plan": 3}
"""Operations that wait for something, and how often they are asked."""


@dataclass
class Street:
    """A house in a thread of its own, and how to call it from here."""

    portal: BlockingPortal
    house: House
    schema: Any  # Any: schemathesis' view of the document

    def operation(self, name: str) -> Any:  # Any: an operation of schemathesis
        return self.schema.find_operation_by_id(name)

    def call(self, case: Any) -> httpx2.Response:  # Any: a case of schemathesis
        """Send a case; what earlier ones took away (server, token) is there again."""
        sent = requests.Request(**case.as_transport_kwargs(base_url="http://nas")).prepare()
        assume(len(str(sent.url)) < LONGEST_URL)
        return self.portal.call(self._send, sent)

    async def _send(self, sent: requests.PreparedRequest) -> httpx2.Response:
        if not (await self.house.app.servers.get(ServerId(1))).has_address:
            await add_server(self.house)
        answer = await self._try(sent)
        if answer.status_code == 401:
            self.house.admin = await self.house.token(Scope.ADMIN)
            answer = await self._try(sent)
        return answer

    async def _try(self, sent: requests.PreparedRequest) -> httpx2.Response:
        headers = {name: str(value) for name, value in sent.headers.items()}
        headers["x-api-key"] = self.house.admin
        body = sent.body if isinstance(sent.body, bytes | str) else None
        return await self.house.client.request(
            str(sent.method), str(sent.url), headers=headers, content=body
        )


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder: Path = tmp_path_factory.mktemp("street")
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(opened(folder)) as house,
    ):
        document = portal.call(house.get, "/openapi.json")
        schema = schemathesis.openapi.from_dict(document)
        schema.config.generation.update(with_security_parameters=False)
        yield Street(portal, house, schema)


def fuzzing(examples: int) -> settings:
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_rightly_is_answered_as_documented(street: Street, name: str) -> None:
    @fuzzing(COSTLY.get(name, 12))
    @given(case=street.operation(name).as_strategy(), exists=booleans())
    def ask(case: Any, *, exists: bool) -> None:  # Any: a case of schemathesis
        if exists:
            known = {one: EXISTING[one] for one in case.path_parameters if one in EXISTING}
            case.path_parameters.update(known)
        case.validate_response(street.call(case), checks=CHECKS)

    ask()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_wrongly_is_refused_with_a_sentence(street: Street, name: str) -> None:
    operation = street.operation(name)
    mode = schemathesis.GenerationMode.NEGATIVE
    if not (operation.query or operation.path_parameters or operation.body):
        return  # nothing can be asked wrongly

    @fuzzing(8)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:  # Any: a case of schemathesis
        answer = street.call(case)
        case.validate_response(answer, checks=[*CHECKS, negative_data_rejection])

    ask()
