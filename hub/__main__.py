"""`python -m hub` is `sotarsa-hub`."""

from hub.main import main

main()
