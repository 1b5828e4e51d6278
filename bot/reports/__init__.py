"""Reports of bad invocations, from the form to the platform's confirmation."""
