"""The office: roster, planning, packs, intake of feeds, reports. Knows the ledger, and no kiosk."""

VERSION = "0.1.0"
