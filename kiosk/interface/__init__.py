"""The kiosk's screens. Pages only lay out: what they show and what they ask for is in plain classes."""
