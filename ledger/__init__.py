"""What happened, and how it is kept, proven and brought together: shared by kiosk and hub. No screen, no printer."""
