"""What a run is asked for, whatever asks: a verb, the watcher of a folder, a worker that makes a whole regency."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Permintaan:
    """What a run was asked for: all that its outputs depend on besides the contents of files and the program.

    `daerah` is the regency's name where it is one of several: it is known by that then, wherever it is processed.
    """

    folder: Path
    output: Path
    tahun: int | None = None
    periode: str | None = None
    hanya: tuple[str, ...] = ()
    referensi: Path | None = None
    daerah: str = ""

    @property
    def kunci(self) -> str:
        """The same for two runs that were asked for the same and share a store."""
        if self.daerah:
            return json.dumps([self.daerah, self.tahun, self.periode, sorted(self.hanya)])
        paths = [str(p.resolve()) if p is not None else "" for p in (self.folder, self.output, self.referensi)]
        return json.dumps([*paths, self.tahun, self.periode, sorted(self.hanya)])
