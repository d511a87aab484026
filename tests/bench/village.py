"""The data that benchmarks serve."""

from tests.village import prepare_kiosk

__all__ = ["prepare_kiosk"]
