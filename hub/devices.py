"""The kiosks: who was offered a place, who is ours, who no longer is, and when each last came home."""

import dataclasses

from hub.errors import DeviceIsRevoked, NotEnrolled
from ledger.entry import Entry
from ledger.facts import DeviceEnrolled, DeviceRevoked, EnrolmentOffered, Merged


@dataclasses.dataclass(frozen=True)
class Device:
    """A kiosk. Times are milliseconds UTC. `merged_seq` counts the entries taken from its feed of the last merge."""

    device: bytes
    name: str
    enrolled_at: int
    merged_at: int | None = None
    merged_seq: int = 0
    merged_by: str = ""
    """The road of the last merge: `network` or `file`."""
    revoked_at: int | None = None
    revoked_reason: str = ""
    box_key: bytes = b""
    asking: bytes = b""

    @property
    def revoked(self) -> bool:
        """Whether it is no longer ours."""
        return self.revoked_at is not None


class Devices:
    """State folded from the hub's own feed; `take` belongs to the writer's thread."""

    def __init__(self) -> None:
        self._devices: dict[bytes, Device] = {}
        self._offers: dict[bytes, EnrolmentOffered] = {}
        self._merged: dict[bytes, int] = {}
        self._used: dict[bytes, DeviceEnrolled] = {}

    def everyone(self) -> list[Device]:
        """Give all devices that ever were ours, by name."""
        return sorted(self._devices.values(), key=lambda each: (each.name, each.device))

    def device(self, device: bytes) -> Device:
        """Give a device that is ours; raises `NotEnrolled` or `DeviceIsRevoked`."""
        known = self._devices.get(device)
        if known is None:
            raise NotEnrolled(f"device {device.hex()[:8]} is not enrolled", device=device.hex()[:8])
        if known.revoked:
            raise DeviceIsRevoked(f"device {known.name} is revoked", device=known.name)
        return known

    def is_revoked(self, device: bytes) -> bool:
        """Tell whether a device was ours and no longer is."""
        known = self._devices.get(device)
        return known is not None and known.revoked

    def starting_with(self, words: str) -> list[Device]:
        """Find devices by name, or by how their key begins in hexadecimal."""
        wanted = words.casefold()
        return [
            each for each in self.everyone() if each.name.casefold() == wanted or each.device.hex().startswith(wanted)
        ]

    def merged(self, feed: bytes) -> int:
        """Give up to which entry of a feed it stands written that it came; 0 where nothing came."""
        return self._merged.get(feed, 0)

    def open_offers(self, now_ms: int) -> list[EnrolmentOffered]:
        """Give the offers that are neither used nor expired."""
        return [
            each for each in list(self._offers.values()) if each.expires_at > now_ms and each.offer not in self._used
        ]

    def used_offers(self) -> list[tuple[EnrolmentOffered, DeviceEnrolled]]:
        """Give the offers that were used, each with its enrolment: an answer that was lost can be given again."""
        return [(self._offers[offer], used) for offer, used in list(self._used.items()) if offer in self._offers]

    def take(self, entry: Entry) -> None:
        """Fold one entry in."""
        match entry.fact:
            case EnrolmentOffered() as fact:
                self._offers[fact.offer] = fact
            case DeviceEnrolled() as fact:
                self._used[fact.offer] = fact
                self._devices[fact.device] = Device(
                    fact.device, fact.name, entry.at, box_key=fact.box_key, asking=fact.asking
                )
            case DeviceRevoked() as fact if fact.device in self._devices:
                self._change(fact.device, revoked_at=entry.at, revoked_reason=fact.reason)
            case Merged() as fact:
                self._take_merge(fact, entry.at)

    def _take_merge(self, fact: Merged, at: int) -> None:
        self._merged[fact.feed] = fact.seq
        if fact.device in self._devices:
            self._change(fact.device, merged_at=at, merged_seq=fact.seq, merged_by=fact.road)

    def _change(self, device: bytes, **news: object) -> None:
        self._devices[device] = dataclasses.replace(self._devices[device], **news)  # type: ignore[arg-type]
