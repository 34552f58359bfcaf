"""What keeps a text from being an expression."""

from __future__ import annotations


class ExpressionError(ValueError):
    """An expression that cannot be understood; says in Japanese what is wrong with it, and where."""


class UnknownFieldError(ExpressionError):
    """An expression that names a field nobody knows."""

    def __init__(self, name: str) -> None:
        super().__init__(f"「{name}」という項目はありません")
        self.name = name
