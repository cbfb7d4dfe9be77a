"""serapan_<tahun>_<periode>.xlsx, the workbook of finance: susunan.py puts its sheets in order."""
