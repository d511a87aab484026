"""`python -m kiosk` is `sotarsa-kiosk`."""

from kiosk.main import main

main()
