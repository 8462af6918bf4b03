"""One person's days as numbers: what patterns are looked for in. Pure.

A missing day is nan and stays missing: it is never read as good, nor as zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    Series = NDArray[np.float64]
    Mask = NDArray[np.bool_]

Part = Literal["morning", "afternoon", "evening", "night"]
FEWEST_DAYS = 21
"""Below this number of filled days nothing is claimed."""
FEWEST_EACH = 5
"""Below this number of days with and of days without a circumstance, it is not asked about."""


@dataclass(frozen=True, slots=True)
class Circumstance:
    """Something that may go with a rise. `values`: one a day, nan where not known; yes/no as 1 and 0, or an amount.

    `less`: it is little of it that is looked at (sleep). `both_ways`: nobody knows beforehand in which direction.
    """

    values: Series
    less: bool = False
    both_ways: bool = False

    @property
    def exposed(self) -> Mask:
        """The days on which there was (much, or little) of it, by this person's own usual."""
        known = self.values[~np.isnan(self.values)]
        if known.size == 0:
            return np.zeros(self.values.shape, dtype=bool)
        values = np.nan_to_num(self.values, nan=np.inf if self.less else -np.inf)
        if self.less:
            return np.asarray((values <= np.quantile(known, 1 / 3)) & (values < known.max()))
        if np.mean(known == 0) >= 0.5 or known.max() <= 1:
            return np.asarray(values > 0)
        return np.asarray((values >= np.quantile(known, 2 / 3)) & (values > known.min()))

    @property
    def unexposed(self) -> Mask:
        """The days of which it is known that they were not so."""
        return np.asarray(~np.isnan(self.values) & ~self.exposed)


@dataclass(frozen=True, slots=True)
class Use:
    """A use of a skill whose distress before and after (0 to 100) is known."""

    skill: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A rating at a time of day: which target, its value (0 to 5), the index of its day."""

    target: str
    value: float
    day: int
    part: Part


@dataclass(frozen=True, slots=True)
class Days:
    """Everything about one person, a value a day from `first` on.

    `targets`: what therapy works on, 0 to 5, the higher the worse.
    """

    first: date
    targets: Mapping[str, Series]
    circumstances: Mapping[str, Circumstance] = field(default_factory=dict)
    uses: tuple[Use, ...] = ()
    moments: tuple[Moment, ...] = ()

    @property
    def length(self) -> int:
        """How many days, filled or not."""
        return max((len(values) for values in self.targets.values()), default=0)
