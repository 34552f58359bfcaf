"""似た文: which short texts speak of the same kind of thing, though no two people word it the same way.

A text is known by its characters and pairs of characters, each weighed by how few texts have it (tf-idf, the weight
taken twice, since what is rare tells the kind and what is common the style). Few texts do not tell what is common:
others of the same sort are counted with them. Texts are compared only where their tags (場面) meet. `make bench`
measures precision and recall on `bench/targets.tsv`: 72 kinds in the words of four writers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kusei_batch.core.text.notation import comparable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

ALIKE = 0.1
"""The least nearness (0 to 1) of two texts of the same kind; found on half of the kinds, measured on the other."""
CLOSE = 0.07
"""The least nearness of a group's statements on the average, where a pair that is not alike counts as nothing."""

_AT_ONCE = 1000
"""Texts compared with others in one step: bounds the memory."""
_SHARED = 2
"""The fewest texts a character or pair must be in: what is in one alone only makes it unlike all others."""
_COMMON = 0.5
"""The share of texts in which a character tells nothing any more."""
_FEW = 20
"""Up to so many texts nothing counts as common."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A text to be compared, and its tags; without tags it is compared with every other."""

    text: str
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of one kind, by their places.

    The one nearest to all others comes first, then the others with their nearness to it, the nearest first.
    """

    first: int
    others: tuple[tuple[int, float], ...]

    @property
    def members(self) -> tuple[int, ...]:
        """The places of all of them."""
        return (self.first, *(place for place, _ in self.others))


@dataclass(frozen=True)
class AlikeTexts:
    """How near statements are to one another and to what is asked; `usual` are texts that tell what is common."""

    statements: Sequence[Statement]
    usual: Sequence[str] = ()

    def near(self, asked: str) -> list[tuple[int, float]]:
        """Return the places of the statements near to a text, whatever their tags, each with its nearness."""
        weighed, weigh = self._weighing
        nearness = (weighed @ weigh([_compared(asked)]).T).toarray().ravel()
        found = ((place, float(value)) for place, value in enumerate(nearness) if value >= ALIKE)
        return sorted(found, key=lambda one: (-one[1], one[0]))

    @cached_property
    def pairs(self) -> csr_matrix:
        """How near every two statements are that are alike and whose tags meet: a symmetric matrix, else of zeros."""
        import numpy as np
        from scipy.sparse import csr_matrix

        size, weighed = len(self.statements), self._weighing[0]
        pairs = csr_matrix((size, size))
        for rows, columns in self._meetings():
            among = weighed[columns].T.tocsr()
            for start in range(0, len(rows), _AT_ONCE):
                some = rows[start : start + _AT_ONCE]
                near = (weighed[some] @ among).tocoo()
                kept = near.data >= ALIKE
                places = (np.asarray(some)[near.row[kept]], np.asarray(columns)[near.col[kept]])
                pairs = pairs.maximum(csr_matrix((near.data[kept], places), shape=(size, size)))
        pairs = pairs.maximum(pairs.T)
        pairs.setdiag(0)
        pairs.eliminate_zeros()
        return pairs

    def groups(self) -> list[Group]:
        """Return the statements by kind, the largest kind first; what is like no other stands alone.

        Kinds are the parts of the graph of near statements that are joined closely throughout: no chain of small
        steps joins what is different (Leiden's method with the constant Potts model).
        """
        from sknetwork.clustering import Leiden

        size = len(self.statements)
        if not self.pairs.nnz:
            return [Group(place, ()) for place in range(size)]
        # The library takes its threshold for a graph whose weights add up to 1.
        resolution = CLOSE * size * size / self.pairs.sum()
        method = Leiden(resolution, "Potts", tol_optimization=0, tol_aggregation=0, random_state=0)
        kinds: dict[int, list[int]] = defaultdict(list)
        for place, label in enumerate(method.fit_predict(self.pairs)):
            kinds[label].append(place)
        groups = [_group(places, self.pairs[places][:, places].toarray()) for places in kinds.values()]
        return sorted(groups, key=lambda group: (-len(group.others), group.first))

    def _meetings(self) -> Iterator[tuple[list[int], list[int]]]:
        """Yield which places are to be compared with which: those of a tag with one another, those without with all."""
        by_tag: dict[str, list[int]] = defaultdict(list)
        for place, statement in enumerate(self.statements):
            for tag in statement.tags:
                by_tag[tag].append(place)
        yield from ((places, places) for places in by_tag.values())
        yield [p for p, statement in enumerate(self.statements) if not statement.tags], [*range(len(self.statements))]

    @cached_property
    def _weighing(self) -> tuple[csr_matrix, Callable[[Sequence[str]], csr_matrix]]:
        """What the statements' texts weigh, a row each, and how any other text is weighed."""
        from scipy.sparse import csr_matrix
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.preprocessing import normalize

        texts = [_compared(statement.text) for statement in self.statements]
        # A text handed on for years would make its own words look common.
        distinct = sorted({*texts, *map(_compared, self.usual)})
        vectorizer = TfidfVectorizer(
            analyzer="char",
            ngram_range=(1, 2),
            sublinear_tf=True,
            min_df=min(_SHARED, len(distinct)),
            max_df=max(_FEW, int(_COMMON * len(distinct))),
        )
        try:
            vectorizer.fit(distinct)
        except ValueError:  # no two texts share a character
            return csr_matrix((len(texts), 1)), lambda asked: csr_matrix((len(asked), 1))

        def weigh(asked: Sequence[str]) -> csr_matrix:
            if not asked:  # before anybody has handed anything in
                return csr_matrix((0, len(vectorizer.vocabulary_)))
            return normalize(vectorizer.transform(asked).multiply(vectorizer.idf_).tocsr())

        return weigh(texts), weigh


def _compared(text: str) -> str:
    """Return a text as it is compared: where its lines break says nothing of its kind."""
    return "".join(comparable(text).split())


def _group(places: list[int], near: NDArray[np.float64]) -> Group:
    """Return the group of these places; the first of it is the nearest to the others."""
    first = int(near.sum(axis=1).argmax())
    others = [(place, float(near[first, n])) for n, place in enumerate(places) if n != first]
    return Group(places[first], tuple(sorted(others, key=lambda one: (-one[1], one[0]))))
