"""`python -m kinerja_xl` is `kinerja-xl`."""

from kinerja_xl.cli import main

main()
