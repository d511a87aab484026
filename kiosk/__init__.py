"""The village: what staff and villagers can do, receipts made from entries, and the way home to the hub."""
