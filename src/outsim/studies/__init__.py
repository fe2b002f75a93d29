"""Questions put to the model."""
