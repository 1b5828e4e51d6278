"""What the doctor knows of the manifest."""

from bot.doctor.manifest import WITHOUT, read_manifest


def test_every_optional_scope_costs_something():
    """The doctor can say of each optional scope what is missing without it."""
    manifest = read_manifest()

    assert manifest
    assert manifest.optional == set(WITHOUT)


def test_without_a_manifest(tmp_path):
    """Where the file did not come along, there is nothing to compare with."""
    assert read_manifest(tmp_path / "manifest.yml") is None
