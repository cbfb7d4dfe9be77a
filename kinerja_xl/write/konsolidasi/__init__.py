"""konsolidasi_<tahun>_<periode>.xlsx, the regency's workbook: susunan.py puts its sheets in order."""
