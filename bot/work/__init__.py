"""Work that outlives a request: the queue, periodic tasks, background tasks."""
