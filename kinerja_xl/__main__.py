"""`python -m kinerja_xl` is `kinerja-xl`."""

from kinerja_xl.cli import main

# A worker process of the pool imports this module anew, under another name.
if __name__ == "__main__":
    main()
