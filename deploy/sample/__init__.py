"""A made-up kecamatan: lists as they really arrive, of people who do not exist. `python -m deploy.sample.make`."""
