"""The last picture of a widget, as an image in the notebook: what is left where no kernel lives."""

from __future__ import annotations

import base64
import html
import io
import uuid
from typing import Any

from outsim.app.answer import Answer
from outsim.scenario import Scenario

MOST_CHARACTERS = 2_000_000  # of a picture that a browser sends back


class Still:
    """An image beside a widget, replaced in place whenever there is a newer picture.

    While the widget lives it hides the image, by its class ``name``.
    """

    def __init__(self, base: Scenario) -> None:
        self._base = base
        self.name = f"outsim-still-{uuid.uuid4().hex[:12]}"
        self._handle: Any = None
        self._shown: Answer | None = None
        self._words = f"{base.name}: getting ready"

    def place(self) -> None:
        """Makes room for it in the output of the present cell."""
        from IPython.display import DisplayHandle

        self._handle = DisplayHandle(self.name)  # type: ignore[no-untyped-call]
        self._handle.display(self._bundle(""), raw=True)

    def show(self, answer: Answer) -> None:
        """Draws an answer, unless it is the one that is shown."""
        if self._handle is None or answer is self._shown:
            return
        from outsim.plots.explored import plot_answer

        image = io.BytesIO()
        plot_answer(answer).savefig(image, format="svg")
        self._shown, self._words = answer, answer["words"]
        self._update(image.getvalue())

    def replace(self, picture: str, words: str) -> None:
        """Shows what a browser drew, an SVG document, and what it says in words.

        It is shown as an image, in which nothing can run.
        """
        if picture.startswith("<svg") and len(picture) <= MOST_CHARACTERS:
            self._words = words or self._words
            self._update(picture.encode())

    def _update(self, image: bytes) -> None:
        if self._handle is not None:
            source = f"data:image/svg+xml;base64,{base64.b64encode(image).decode()}"
            self._handle.update(self._bundle(source), raw=True)

    def _bundle(self, source: str) -> dict[str, str]:
        words = html.escape(self._words)
        image = f'<img src="{source}" alt="{words}" style="max-width: 100%">' if source else f"<p>{words}</p>"
        return {"text/html": f'<div class="{self.name}">{image}</div>', "text/plain": self._words}
