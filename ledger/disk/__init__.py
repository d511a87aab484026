"""The log's bytes on a medium that may lose power at any moment."""
