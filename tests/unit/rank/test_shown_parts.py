"""Parts as they are shown: two digits each, and they still add up."""

import math

from hypothesis import given
from hypothesis import strategies as st

from kabar.model.frontpage import Reason
from kabar.rank.explain import shown_parts


@given(st.lists(st.floats(-9, 9), max_size=12))
def test_shown_parts_add_up_and_none_is_off_by_a_hundredth(parts: list[float]) -> None:
    reasons = [Reason(signal="follows", text=str(n), part=part) for n, part in enumerate(parts)]
    shown, total = shown_parts(reasons)

    assert reasons == [reason for reason, _ in shown]
    assert total == sum(part for _, part in shown)
    assert abs(total - 100 * math.fsum(parts)) <= 0.5 + 1e-6
    assert all(abs(part - 100 * reason.part) < 1 + 1e-6 for reason, part in shown)
