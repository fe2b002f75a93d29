"""What interactive faces share: controls made from parameter metadata, one answer, one chart."""
