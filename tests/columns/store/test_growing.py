"""Arrays that grow at their end."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.columns.store.growing import Growing


@pytest.mark.parametrize("number", [2**31 - 1, 2**31, 2**62, -(2**31), -(2**31) - 1, -(2**62)])
def test_a_number_too_large_or_too_small_for_the_type_widens_it(number: int) -> None:
    column = Growing(np.int32)
    column.extend(np.array([1, 2], np.int64))
    column.extend(np.array([number, 3], np.int64))
    assert column.view.tolist() == [1, 2, number, 3]


def test_what_is_below_zero_widens_a_type_without_a_sign() -> None:
    column = Growing(np.uint16)
    column.extend(np.array([-1], np.int64))
    assert column.view.tolist() == [-1]
