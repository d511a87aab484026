"""Paper: documents, ESC/POS bytes, the ways to a printer, the queue, and a simulated twin of the printer."""
