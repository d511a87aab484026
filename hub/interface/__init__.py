"""The office's screens and its HTTP routes. Pages only lay out: what they show and do is in plain classes."""
