"""Formulas as data: one declaration that is evaluated in exact arithmetic and rendered as a live Excel formula.

A formula is an expression over named operands, e.g. ``R / T * 100`` with ``R, T = Var("R"), Var("T")``. `evaluate`
computes it with Decimals; `excel` renders it with cell references, in functions that old Excel and LibreOffice know.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

Operand = Decimal | None

_BINARY: Final[Mapping[str, tuple[int, Callable[[Decimal, Decimal], Decimal]]]] = {
    "+": (1, operator.add),
    "-": (1, operator.sub),
    "*": (2, operator.mul),
    "/": (2, operator.truediv),
}
_COMPARE: Final[Mapping[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


def number_text(nilai: Decimal) -> str:
    """A number as formulas print it: equal numbers alike, however they were written.

    Equal Decimals are one key to a cache, so a formula that kept their zeros would depend on what was computed before.

    >>> [number_text(Decimal(x)) for x in ("65", "65.00", "0.110", "-0.0", "1E+2")]
    ['65', '65', '0.11', '0', '100']
    """
    text = f"{nilai:f}" if nilai else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Expr(ABC):
    """An expression; Python's arithmetic operators build larger ones."""

    rank = 9

    @abstractmethod
    def evaluate(self, nilai: Mapping[str, Operand]) -> Decimal:
        """The value for the operands `nilai`.

        Raises ZeroDivisionError (as decimal.DivisionByZero) or TypeError when an operand is missing: callers choose
        a formula by the operands that they have, so both are programming faults.
        """

    @abstractmethod
    def excel(self, sel: Mapping[str, str]) -> str:
        """The Excel text (without `=`), operands replaced by the references in `sel`."""

    def __add__(self, other: Expr | int | Decimal) -> Expr:
        return Biner("+", self, wrap(other))

    def __sub__(self, other: Expr | int | Decimal) -> Expr:
        return Biner("-", self, wrap(other))

    def __mul__(self, other: Expr | int | Decimal) -> Expr:
        return Biner("*", self, wrap(other))

    def __rmul__(self, other: int | Decimal) -> Expr:
        return Biner("*", wrap(other), self)

    def __truediv__(self, other: Expr | int | Decimal) -> Expr:
        return Biner("/", self, wrap(other))


@dataclass(frozen=True, slots=True)
class Num(Expr):
    """A constant."""

    nilai: Decimal

    def evaluate(self, nilai: Mapping[str, Operand]) -> Decimal:
        return self.nilai

    def excel(self, sel: Mapping[str, str]) -> str:
        text = number_text(self.nilai)
        return f"({text})" if self.nilai < 0 else text


@dataclass(frozen=True, slots=True)
class Var(Expr):
    """A named operand: R, T, bawah, atas, ..."""

    nama: str

    def evaluate(self, nilai: Mapping[str, Operand]) -> Decimal:
        value = nilai[self.nama]
        if value is None:
            raise TypeError(f"operand {self.nama} is missing")
        return value

    def excel(self, sel: Mapping[str, str]) -> str:
        return sel[self.nama]


@dataclass(frozen=True, slots=True)
class Biner(Expr):
    """Arithmetic of two expressions."""

    op: str
    kiri: Expr
    kanan: Expr

    @property
    def rank(self) -> int:  # type: ignore[override]
        return _BINARY[self.op][0]

    def evaluate(self, nilai: Mapping[str, Operand]) -> Decimal:
        return _BINARY[self.op][1](self.kiri.evaluate(nilai), self.kanan.evaluate(nilai))

    def excel(self, sel: Mapping[str, str]) -> str:
        left, right = self.kiri.excel(sel), self.kanan.excel(sel)
        if self.kiri.rank < self.rank:
            left = f"({left})"
        if self.kanan.rank <= self.rank:
            right = f"({right})"
        return f"{left}{self.op}{right}"


@dataclass(frozen=True, slots=True)
class Jika(Expr):
    """`ya` where `kiri op kanan` holds, else `tidak` (Excel's IF)."""

    kiri: Expr
    op: str
    kanan: Expr
    ya: Expr
    tidak: Expr

    def evaluate(self, nilai: Mapping[str, Operand]) -> Decimal:
        holds = _COMPARE[self.op](self.kiri.evaluate(nilai), self.kanan.evaluate(nilai))
        return (self.ya if holds else self.tidak).evaluate(nilai)

    def excel(self, sel: Mapping[str, str]) -> str:
        test = f"{self.kiri.excel(sel)}{self.op}{self.kanan.excel(sel)}"
        return f"IF({test},{self.ya.excel(sel)},{self.tidak.excel(sel)})"


@dataclass(frozen=True, slots=True)
class RataRata(Expr):
    """The mean of several expressions (Excel's AVERAGE)."""

    isi: tuple[Expr, ...]

    def evaluate(self, nilai: Mapping[str, Operand]) -> Decimal:
        return sum((e.evaluate(nilai) for e in self.isi), Decimal(0)) / len(self.isi)

    def excel(self, sel: Mapping[str, str]) -> str:
        return f"AVERAGE({','.join(e.excel(sel) for e in self.isi)})"


def wrap(value: Expr | int | Decimal) -> Expr:
    """`value` itself, or a constant."""
    return value if isinstance(value, Expr) else Num(Decimal(value))


def jika(kiri: Expr, op: str, kanan: Expr | int, ya: Expr | int, tidak: Expr | int) -> Jika:
    """Shorthand for Jika with constants wrapped.

    >>> R, T = Var("R"), Var("T")
    >>> jika(R, ">", T, 100, R / T * 100).excel({"R": "F5", "T": "E5"})
    'IF(F5>E5,100,F5/E5*100)'
    """
    return Jika(kiri, op, wrap(kanan), wrap(ya), wrap(tidak))
