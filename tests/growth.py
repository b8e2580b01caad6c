"""How the time of a piece of work grows with its size: all that tests say about time."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

TIMES = 4  # the larger input beside the smaller one
MOST = 2.5 * TIMES  # a square would take sixteen times as long, twice what this allows for
LEAST_S = 0.02  # below it the clock's own steps count
TRIES = 3  # noise passes, a square stays


def grows_linearly(prepare: Callable[[int], Callable[[], object]], size: int) -> bool:
    """Whether work on four times the input takes about four times the CPU time. `prepare` makes the input of a size, and the work on it."""
    _cpu_seconds(prepare(max(1, size // 50)))  # what is loaded or compiled at first use
    return any(_cpu_seconds(prepare(TIMES * size)) < MOST * max(_cpu_seconds(prepare(size)), LEAST_S) for _ in range(TRIES))


def _cpu_seconds(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()  # a collection walks over all that other tests left
    try:
        started = time.process_time()
        work()
        return time.process_time() - started
    finally:
        gc.enable()
