"""Errors of the operator: one line that says why the run can't start and what to do."""


class KinerjaError(Exception):
    """Base class; `cli` prints the message and ends with exit status 2. Its text is in Indonesian."""


class FolderTidakAda(KinerjaError):
    """The input folder is missing or holds no workbook."""


class PeriodeTidakPasti(KinerjaError):
    """Year or period can't be derived from options, Referensi or the workbooks."""


class KeluaranGagal(KinerjaError):
    """An output can't be written (open in Excel, read-only, disk full)."""


class ReferensiRusak(KinerjaError):
    """The Referensi workbook can't be read or contradicts itself."""


class KlusterGagal(KinerjaError):
    """A cluster can't be used: not installed, not reached, no workers, or workers of another version."""
