"""Usage and statistics: what the platform says, kept by day, and what people ask of it."""
