"""Sliders, levers and the answer in a notebook: a widget over the same answer and chart that a page uses."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from outsim.app.answer import Answer, answer
from outsim.app.controls import controls, lever_controls, value_of
from outsim.app.latest import Latest, Told
from outsim.app.modules import joined, text_of
from outsim.app.request import Limits, read_request
from outsim.app.still import Still
from outsim.errors import InputError, unknown_name
from outsim.interventions import Intervention
from outsim.scenario import Scenario

if TYPE_CHECKING:
    from outsim.studies.compare import Comparison

QUICK = 128  # replicates while a slider moves: one full block of the engine for each arm

OWN_LIMITS = Limits(replicates=100_000, weeks=1040, people=20_000, person_weeks=10**12)
"""In a notebook the kernel is one's own."""


class Explorer(anywidget.AnyWidget):
    """What `outsim.explore` returns.

    The synchronised traits are what a browser sees, and what code can set as well: ``parameters`` (values by dotted
    name), ``levers`` (by name, each with ``start`` and ``dose``), and what comes of them, ``answer`` (see
    `outsim.app.answer.Answer`), ``status`` (``getting ready``, ``computing``, ``ready``) and ``problem`` (a message).
    """

    _esm = joined("widget.js")
    _css = text_of("explorer.css")

    offered = traitlets.Dict().tag(sync=True)
    parameters = traitlets.Dict().tag(sync=True)
    levers = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    status = traitlets.Unicode("getting ready").tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)
    picture = traitlets.Unicode("").tag(sync=True)

    def __init__(self, base: Scenario, replicates: int, seed: int) -> None:
        read_request({"replicates": replicates, "seed": seed}, base, OWN_LIMITS)
        self.base, self.replicates, self.seed = base, replicates, seed
        self.seconds: float | None = None
        self._still = Still(base)
        self._fine_answer: Answer | None = None
        super().__init__(
            offered={
                "name": base.name,
                "weeks": base.weeks,
                "controls": [control.plain() for control in controls(base)],
                "levers": [lever.plain() for lever in lever_controls(base)],
                "still": self._still.name,
            }
        )
        self._latest = Latest(self._quick, self._fine, self._deliver, expected=InputError)
        self.observe(self._asked, names=["parameters", "levers"])
        self.observe(self._pictured, names=["picture"])
        self._asked(None)

    def set(self, name: str, value: Any) -> Explorer:
        """Changes a parameter, as its slider does; returns the explorer.

        Raises:
            InputError: for an unknown name, with the nearest one that exists, or a value out of range.
        """
        self.base.with_({name: value})
        kept = {known: one for known, one in self.parameters.items() if known != name}
        self.parameters = kept if value == value_of(self.base, name) else {**kept, name: value}
        return self

    def pull(self, lever: str, start: float = 0, dose: float = 1.0) -> Explorer:
        """Pulls a lever, as its switch does; returns the explorer.

        Raises:
            InputError: for an unknown lever, one that the scenario pulls already, or a week or dose out of range.
        """
        pulled = {**self.levers, lever: {"start": start, "dose": dose}}
        read_request({"levers": pulled}, self.base, OWN_LIMITS)
        self.levers = pulled
        return self

    def release(self, *levers: str) -> Explorer:
        """Lets go of levers, of all if none is named; returns the explorer.

        Raises:
            InputError: for a lever that is not pulled here.
        """
        for name in levers:
            if name not in self.levers:
                raise unknown_name("pulled lever", name, self.levers)
        self.levers = {name: how for name, how in self.levers.items() if levers and name not in levers}
        return self

    def reset(self) -> Explorer:
        """Back to the scenario as it was given; returns the explorer."""
        with self.hold_trait_notifications():
            self.parameters, self.levers = {}, {}
        return self

    def value(self, name: str) -> Any:
        """The present value of a parameter, by its dotted name.

        Raises:
            InputError: for an unknown name.
        """
        try:
            return value_of(self.situation, name)
        except AttributeError:
            self.base.with_({name: None})  # says which name was perhaps meant
            raise

    @property
    def situation(self) -> Scenario:
        """The situation as the sliders say, without the levers pulled here."""
        return read_request(self._request(1), self.base, OWN_LIMITS).without

    @property
    def scenario(self) -> Scenario:
        """The present scenario, with the levers pulled here."""
        return read_request(self._request(1), self.base, OWN_LIMITS).with_levers

    @property
    def pulled(self) -> tuple[Intervention, ...]:
        """The levers pulled here."""
        return self.scenario.interventions[len(self.base.interventions) :]

    def comparison(self, replicates: int = 1000, *, parameters: str = "default") -> Comparison:
        """The levers pulled here against the situation without them, as `outsim.compare` makes it.

        Without a lever it is the changed situation against the scenario as it was given.

        Args:
            replicates: pairs; those that the picture shows are the first of them.
            parameters: ``default`` or ``posterior``, as for `outsim.simulate`.

        Raises:
            InputError: where nothing was changed.
        """
        from outsim.studies.compare import compare

        situation, pulled = self.situation, self.scenario
        if pulled != situation:
            return compare(situation, {"with levers": pulled}, replicates, self.seed, parameters=parameters)
        if situation != self.base:
            return compare(self.base, {"changed": situation}, replicates, self.seed, parameters=parameters)
        raise InputError("comparison: nothing was changed and no lever is pulled; there is nothing to compare")

    def wait(self, timeout: float | None = 120.0) -> Explorer:
        """Waits for the answer to what was set last, on all replicates; returns the explorer.

        Raises:
            TimeoutError: if it takes longer, in seconds.
            InputError: if what was set cannot be.
        """
        if not self._latest.wait(timeout):
            raise TimeoutError(f"no answer within {timeout:g} seconds")
        if self.problem:
            raise InputError(self.problem)
        if self._fine_answer:
            self._still.show(self._fine_answer)
        return self

    def close(self) -> None:
        """Ends its thread and takes it from the screen; the last picture stays."""
        self._latest.close()
        super().close()

    def _request(self, replicates: int) -> dict[str, Any]:
        return {
            "parameters": dict(self.parameters),
            "levers": {name: dict(how) for name, how in self.levers.items()},
            "seed": self.seed,
            "replicates": replicates,
        }

    def _asked(self, change: Any) -> None:
        self.status = "computing" if self.answer else "getting ready"
        self._latest.ask(self._request(self.replicates))

    def _quick(self, request: Mapping[str, Any]) -> Answer:
        return answer({**request, "replicates": min(QUICK, self.replicates)}, self.base, limits=OWN_LIMITS)

    def _fine(self, request: Mapping[str, Any]) -> Answer:
        return answer(request, self.base, limits=OWN_LIMITS)

    def _deliver(self, told: Told) -> None:
        self.seconds = self.seconds if told.fine else told.seconds
        with self.hold_sync():
            self.problem = told.problem
            if told.answer is not None:
                self.answer = told.answer
                self._fine_answer = told.answer if told.fine else self._fine_answer
            self.status = "ready" if told.fine or told.problem else "computing"

    def _pictured(self, change: Any) -> None:
        self._still.replace(str(change["new"]), str(self.answer.get("words", "")))

    def _ipython_display_(self) -> None:
        """The live widget, and beside it a still that takes its place where no kernel is."""
        from IPython.display import publish_display_data

        bundle = self._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        data = {**(data or {}), "text/plain": "A live widget; without a live kernel, its last picture:"}
        publish_display_data(data, metadata)  # type: ignore[no-untyped-call]
        self._still.place()
        self.wait()

    def __repr__(self) -> str:
        changed = ", ".join(f"{name} = {value}" for name, value in self.parameters.items()) or "nothing changed"
        return f"<Explorer {html.escape(self.base.name)}: {changed}; levers: {', '.join(self.levers) or 'none'}>"
