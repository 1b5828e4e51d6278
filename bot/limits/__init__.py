"""How often people may ask."""
