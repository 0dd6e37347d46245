"""Parts as they are shown: two digits each, and they still add up."""

import math

from hypothesis import given
from hypothesis import strategies as st

from kabar.model.frontpage import Reason
from kabar.rank.explain import leading_parts, shown_parts


@given(st.lists(st.floats(-9, 9), max_size=12))
def test_shown_parts_add_up_and_none_is_off_by_a_hundredth(parts: list[float]) -> None:
    reasons = [Reason(signal="follows", text=str(n), part=part) for n, part in enumerate(parts)]
    shown, total = shown_parts(reasons)

    assert reasons == [reason for reason, _ in shown]
    assert total == sum(part for _, part in shown)
    assert abs(total - 100 * math.fsum(parts)) <= 0.5 + 1e-6
    assert all(abs(part - 100 * reason.part) < 1 + 1e-6 for reason, part in shown)


@given(st.lists(st.floats(-9, 9), max_size=12), st.integers(1, 12))
def test_leading_parts_and_the_rest_add_up(parts: list[float], most: int) -> None:
    reasons = [Reason(signal="follows", text=str(n), part=part) for n, part in enumerate(parts)]
    shown, (left, together), total = leading_parts(reasons, most)

    assert (total, len(shown) + left) == (shown_parts(reasons)[1], len(parts))
    assert total == together + sum(part for _, part in shown)
    assert left == 0 or (len(shown) == most and left > 1)
