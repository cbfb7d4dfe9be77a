"""Declarations, data only: the sheets, regulatory values with their source, the vocabulary of Catatan, errors."""
