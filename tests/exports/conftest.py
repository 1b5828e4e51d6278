"""Workers as processes of their own, with their temporary files in the test's folder."""

import tempfile
from functools import partial

import pytest

from tests.exports.process import worker


@pytest.fixture
def limited(settings, redis_url, tmp_path, monkeypatch):
    """Return what runs a worker whose files have at most so many bytes, or any number."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return partial(worker, settings, redis_url, tmp_path)
