"""What is in deploy/: it says what it means, and names only what exists."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import Settings
from bot.metrics import Metrics

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("systemd/*.service"))
MANIFESTS = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]


def exposed() -> set[str]:
    """Return the names that `/metrics` can have."""
    names = set()
    for family in Metrics().registry.collect():
        suffixes = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}
        names |= {family.name + suffix for suffix in suffixes.get(family.type, [""])}
    return names


@pytest.mark.parametrize("file", ["alerts.yaml", "grafana.json"])
def test_only_metrics_that_exist(file):
    """No rule and no panel waits for something that the bot never says."""
    text = (DEPLOY / file).read_text()
    named = set(re.findall(r"\bchutes_bot_\w+", text))

    assert named
    assert named <= exposed()


def test_the_dashboard_can_be_imported():
    """Its panels have a place and a question each."""
    panels = json.loads((DEPLOY / "grafana.json").read_text())["panels"]

    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(target["expr"] for panel in panels for target in panel["targets"])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_understood(unit, tmp_path):
    """systemd reads each without a complaint; the command itself is not installed here."""
    there = tmp_path / unit.name
    there.write_text(re.sub(r"(?<=ExecStart=)\S+", "/bin/true", unit.read_text()))
    said = subprocess.run(["systemd-analyze", "verify", there], capture_output=True, text=True)

    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_end_in_order(unit):
    """The process itself is told first; and nobody else can read what it keeps."""
    text = unit.read_text()

    assert "KillMode=mixed\n" in text
    assert "DynamicUser=yes\n" in text
    assert "UMask=0077\n" in text


def of(kind: str) -> list[dict[str, Any]]:
    return [found for found in MANIFESTS if found["kind"] == kind]


def containers() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return each pod's spec with its container."""
    pods = [found["spec"]["template"]["spec"] for found in of("Deployment") + of("StatefulSet")]
    return [(pod, container) for pod in pods for container in pod["containers"]]


@pytest.mark.parametrize(("pod", "container"), containers(), ids=lambda x: x.get("name", "pod"))
def test_no_pod_may_do_what_it_need_not(pod, container):
    """None is root, none writes to its root, none may call the cluster."""
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["resources"]["limits"]["memory"]


def test_web_stays_while_it_is_replaced():
    """Two replicas, one of which is always there."""
    [web] = [found for found in of("Deployment") if found["metadata"]["name"].endswith("web")]

    assert web["spec"]["replicas"] == 2
    assert of("PodDisruptionBudget")[0]["spec"]["minAvailable"] == 1
    assert {"readinessProbe", "livenessProbe"} <= web["spec"]["template"]["spec"]["containers"][
        0
    ].keys()


def test_they_set_what_there_is_to_set():
    """Every variable is a setting of the bot's, or one that everything knows."""
    known = {name.upper() for name in Settings.model_fields} | {"TMPDIR"}
    given = {name for found in of("Secret") for name in found["stringData"]}
    given |= {name for found in of("ConfigMap") for name in found["data"]}
    given |= {name for service in COMPOSE.values() for name in service.get("environment", {})}

    assert given <= known


@pytest.mark.parametrize(
    "command",
    [
        COMPOSE["valkey"]["command"],
        of("StatefulSet")[0]["spec"]["template"]["spec"]["containers"][0]["args"],
    ],
)
def test_redis_keeps_what_it_is_told(command):
    """Both settings without which reports can be lost."""
    words = " ".join(command)

    assert "--appendonly yes" in words
    assert "--maxmemory-policy noeviction" in words


def test_the_image_is_what_is_locked():
    """It installs the lock for running with its hashes, and runs as a user without rights."""
    text = (DEPLOY / "Dockerfile").read_text()

    assert "ARG LOCK=requirements.lock\n" in text
    assert "--require-hashes" in text
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    assert re.search(r"^STOPSIGNAL SIGTERM$", text, re.MULTILINE)
    assert "/healthz" in text
