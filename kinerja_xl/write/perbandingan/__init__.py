"""The workbook that compares many regencies, one module per group of sheets; susunan.py puts them in order."""
