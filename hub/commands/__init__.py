"""What the office's screens do, at the shell. Messages are for people, `--json` and exit codes for scripts."""
