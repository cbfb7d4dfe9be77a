"""kinerja_xl: checked, computed, consolidated performance and budget reports of an Indonesian regency."""

__version__ = "0.1.0"
