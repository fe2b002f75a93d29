"""Reports to hand over: one self-contained HTML file of a few printed pages, or the same as PDF."""
