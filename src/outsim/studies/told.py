"""What a study found says itself in words, in a console as in a notebook that shows text alone."""

from __future__ import annotations

import textwrap

WIDE = 100  # characters


class Told:
    """A finding whose representation is its words: its tables would fill pages.

    >>> class Finding(Told):
    ...     words = "All is well."
    >>> Finding()
    <Finding: All is well.>
    """

    @property
    def words(self) -> str:
        """What it comes to, in plain sentences."""
        raise NotImplementedError

    def __repr__(self) -> str:
        said = f"<{type(self).__name__}: {self.words}>"
        return "\n".join(textwrap.fill(line, WIDE, break_on_hyphens=False) for line in said.splitlines())
