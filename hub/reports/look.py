"""How printed pages look, cards as well as letters. Fonts are the Helvetica that every reader and printer has."""

INK = "#1a1f24"
GREY = "#6b6b66"
LINE = "#8a8a84"
GROUND = "#ecebe6"
REGULAR, BOLD = "Helvetica", "Helvetica-Bold"
LEADING = 1.22
"""Height of a line in sizes of its letters."""
