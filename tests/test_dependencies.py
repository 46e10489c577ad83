"""The pinned packages: checked by hand, under licences that may be used, no known holes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import audit_dependencies as audit
import pytest


def test_every_pin_is_checked_free_and_without_a_known_hole() -> None:
    assert list(audit.troubles()) == []


def test_the_list_says_what_the_packages_say() -> None:
    for (package, _), row in audit.known().items():
        told = audit.licence(package)
        assert told in ("", row["licence"]), package
        assert row["licence"] and row["advisories"]


@pytest.mark.parametrize(
    ("words", "free"),
    [
        ("MIT License", True),
        ("BSD-3-Clause AND MIT", True),
        ("Apache-2.0 OR BSD-2-Clause", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True),
        ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("LGPL-3.0-only", True),
        ("GPL-3.0-only", False),
        ("GNU Affero General Public License v3", False),
        ("AGPL-3.0", False),
        ("GPL-2.0-only OR MIT", True),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_which_licences_may_be_used(words: str, free: bool) -> None:
    assert audit.may_be_used(words) is free


def record(events: list[dict[str, str]], **more: Any) -> dict[str, Any]:
    ranges = [{"type": "ECOSYSTEM", "events": events}]
    about = {"package": {"ecosystem": "PyPI", "name": "Streamlit"}, "ranges": ranges, **more}
    return {"id": "X-1", "summary": "hole", "affected": [about]}


@pytest.mark.parametrize(
    ("events", "hit"),
    [
        ([{"introduced": "0"}], True),
        ([{"introduced": "0"}, {"fixed": "1.43.2"}], False),
        ([{"introduced": "0"}, {"fixed": "99.0"}], True),
        ([{"introduced": "0"}, {"last_affected": "1.0"}], False),
        ([{"introduced": "98"}], False),
        ([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "1.2"}], True),
    ],
)
def test_a_local_advisory_database_is_asked(
    tmp_path: Path, events: list[dict[str, str]], hit: bool
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(record(events)), encoding="utf-8")
    withdrawn = {**record([{"introduced": "0"}]), "withdrawn": "2026-01-01"}
    (tmp_path / "b.json").write_text(json.dumps(withdrawn), encoding="utf-8")
    found = list(audit.holes(tmp_path))
    assert bool(found) is hit and all("X-1 hole" in line for line in found)


def test_a_version_named_outright(tmp_path: Path) -> None:
    pinned = sorted(audit.pins()["streamlit"])
    told = record([{"introduced": "0"}, {"fixed": "0.1"}], versions=pinned)
    (tmp_path / "a.json").write_text(json.dumps(told), encoding="utf-8")
    assert len(list(audit.holes(tmp_path))) == len(pinned)
