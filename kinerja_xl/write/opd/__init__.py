"""opd/<kode>_<nama>.xlsx, the workbook of one OPD: susunan.py puts its sheets in order."""
