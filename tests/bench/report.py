"""What a benchmark says: our cost beside a peer's, in the same unit. Smaller is better, a ratio of 1.0 is a tie."""

import json
from collections.abc import Callable
from statistics import median

Report = Callable[[str, float, float, str, str], None]
"""`report(bench, ours, peer, peer_name, unit)`; `ours` and `peer` are costs per unit of work."""


def print_comparison(bench: str, ours: float, peer: float, peer_name: str, unit: str) -> None:
    """Print one JSON line; `ratio` is our cost over the peer's."""
    costs = {"ours": round(ours, 4), "peer": round(peer, 4)}
    print(json.dumps({"bench": bench, **costs, "peer_name": peer_name, "unit": unit, "ratio": round(ours / peer, 3)}))


def medians_in_turn(ours: Callable[[], float], peer: Callable[[], float], rounds: int) -> tuple[float, float]:
    """Measure both in turn, so that a busy moment of the machine meets both, and give the medians."""
    pairs = [(ours(), peer()) for _ in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
