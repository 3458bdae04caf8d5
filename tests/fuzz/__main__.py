"""Tests: fuzz: `python -m tests.fuzz [inputs a target] [target…]`. Prints how many inputs were tried."""

import sys
import time
from collections.abc import Iterable

from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.targets import TARGETS, Target

MANY = 5_000


def try_out(target: Target, inputs: int, *, anew: bool = True) -> int:
    """Read so many inputs; how many there were. Raises what the target must not raise, with the input."""
    count = 0

    @settings(
        max_examples=inputs,
        derandomize=not anew,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(target.inputs)
    def read(body: object) -> None:
        nonlocal count
        count += 1
        try:
            target.read(body)
        except target.may_raise:
            return

    read()
    return count


def main(inputs: int, names: Iterable[str]) -> None:
    """Every target, or those that are named."""
    wanted = [target for target in TARGETS if not names or target.name in names]
    total = 0
    for target in wanted:
        began = time.perf_counter()
        count = try_out(target, inputs)
        total += count
        print(f"{target.name:<20} {count:>8,} inputs  {time.perf_counter() - began:6.1f} s", flush=True)
    print(f"{'all':<20} {total:>8,} inputs, nothing fell over")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY, sys.argv[2:])
