"""Figures fit for a paper: what one ensemble shows at a glance, or one indicator of it.

All use matplotlib's objects only: no global state, no window, any backend. Colours are those of
Okabe & Ito (2008), which the common forms of colour blindness tell apart.
"""

from outsim.plots.alt import alt_text
from outsim.plots.figures import overview, plot_indicator, plot_indicators

__all__ = ["alt_text", "overview", "plot_indicator", "plot_indicators"]
