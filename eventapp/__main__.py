"""`python -m eventapp` is the `eventapp` command."""

from eventapp.cli import main

main()
