"""`python -m ledger` is `sotarsa-ledger`."""

from ledger.main import main

main()
