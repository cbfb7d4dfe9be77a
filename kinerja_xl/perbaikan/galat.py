"""The error of this package."""


class TidakDapatDitandai(Exception):
    """No marked-up copy can be made of this file: damaged, locked, or not a workbook. Its text is in Indonesian."""
