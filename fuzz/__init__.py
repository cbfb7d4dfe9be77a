"""Reproducible campaign of damaged and altered submissions; `python -m fuzz --help`.

Mutant n of seed s is always the same file: Random(f"{s}:{n}") chooses the base workbook, the kind of mutation and its
place. Each kind promises something (mutasi.py) and the judge holds the program to it (juri.py).
"""
