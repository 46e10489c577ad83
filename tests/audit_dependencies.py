"""Are there known holes in the pinned packages? ``python tests/audit_dependencies.py``

Without anything else the list checked by hand is held: every pin of constraints.txt is in
docs/dependencies.csv with its version, under a licence that may be used, and at or above the
version that closed its last known advisory.
``--advisories FOLDER`` asks a local advisory database as well (OSV records, a .json file each,
as the Python packaging advisory database publishes them); ``--online`` asks by way of pip-audit.
``--renew`` writes versions and licences of docs/dependencies.csv anew after an upgrade: read the
advisories of what has changed, then put its date right.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "constraints.txt"
LIST = ROOT / "docs" / "dependencies.csv"
COLUMNS = ("package", "version", "licence", "checked", "safe_from", "advisories")
UNCHECKED = "unchecked"

# Permissive; and file-level or library copyleft, whose packages are used as they are.
FREE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|HPND|CMU|Unlicense|Zlib|CC0|"
    r"Public Domain|BSL|NCSA)\b",
    re.IGNORECASE,
)
WEAK = re.compile(r"\b(MPL|Mozilla Public License|LGPL|Lesser General Public)", re.IGNORECASE)
STRONG = re.compile(r"(?<!L)(?<!Lesser )\b(AGPL|GPL|GNU (Affero )?General Public)", re.IGNORECASE)


def pins() -> dict[str, set[str]]:
    """The pinned packages with their versions: a package may have one for each Python."""
    found: dict[str, set[str]] = {}
    for line in PINS.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", line):
            found.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return found


def known() -> dict[tuple[str, str], dict[str, str]]:
    """The rows of docs/dependencies.csv by package and version."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return {(row["package"], row["version"]): row for row in csv.DictReader(file)}


def licence(package: str) -> str:
    """What the installed package says of its licence, "" where it is not installed."""
    try:
        told = metadata(package)
    except PackageNotFoundError:
        return ""
    classes = [
        line.rpartition("::")[2].strip()
        for line in told.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    first = (told.get("License") or "").strip().splitlines()
    said = told.get("License-Expression") or " AND ".join(classes) or (first or [""])[0]
    return " ".join(said.split())[:80]


def may_be_used(words: str) -> bool:
    """Whether a licence asks nothing of the product's own code."""
    either = [part.strip("() ") for part in re.split(r"\bOR\b", words)]
    return any((FREE.search(one) or WEAK.search(one)) and not STRONG.search(one) for one in either)


def troubles() -> Iterator[str]:
    """What is wrong with the pins as the list knows them."""
    rows = known()
    for package, versions in sorted(pins().items()):
        for pinned in sorted(versions):
            row = rows.get((package, pinned))
            if row is None:
                yield f"{package} {pinned}: not in {LIST.name}; run with --renew and check it"
                continue
            if not may_be_used(row["licence"]):
                yield f"{package}: licence “{row['licence']}”"
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", row["checked"]):
                yield f"{package} {pinned}: {row['checked']}"
            if row["safe_from"] and Version(pinned) < Version(row["safe_from"]):
                yield f"{package} {pinned}: {row['advisories']}, closed in {row['safe_from']}"


def affected(record: dict[str, Any], package: str, pinned: str) -> bool:
    """Whether an OSV record is about a version of a package."""
    for one in record.get("affected", ()):
        about = one.get("package", {})
        if about.get("ecosystem") != "PyPI" or canonicalize_name(about.get("name", "")) != package:
            continue
        if pinned in one.get("versions", ()):
            return True
        events = (r["events"] for r in one.get("ranges", ()) if r.get("type") == "ECOSYSTEM")
        if any(_within(Version(pinned), list(each)) for each in events):
            return True
    return False


def _within(pinned: Version, events: list[dict[str, str]]) -> bool:
    """Whether a version lies between an event that opens a hole and one that closes it."""
    inside = False
    for event in events:
        try:
            if "introduced" in event:
                begun = event["introduced"]
                inside = inside or begun == "0" or pinned >= Version(begun)
            elif "fixed" in event:
                inside = inside and pinned < Version(event["fixed"])
            elif "last_affected" in event:
                inside = inside and pinned <= Version(event["last_affected"])
        except InvalidVersion:
            return True  # who cannot tell looks at it
    return inside


def holes(folder: Path) -> Iterator[str]:
    """The advisories of a local database that are about a pinned version."""
    wanted = pins()
    for file in sorted(folder.rglob("*.json")):
        record = json.loads(file.read_text(encoding="utf-8"))
        if record.get("withdrawn"):
            continue
        about = [one["package"]["name"] for one in record.get("affected", ()) if "package" in one]
        names = {canonicalize_name(name) for name in about}
        for package in sorted(names & wanted.keys()):
            for pinned in sorted(wanted[package]):
                if affected(record, package, pinned):
                    yield f"{package} {pinned}: {record['id']} {record.get('summary', '')}".strip()


def renew() -> None:
    """Writes the list anew for the pins; what has changed is unchecked again."""
    rows = known() if LIST.exists() else {}
    last = {package: row for (package, _), row in rows.items()}
    wanted = {(package, one) for package, all_ in pins().items() for one in all_}
    with LIST.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        for package, pinned in sorted(wanted):
            before = last.get(package, {})
            row = {name: before.get(name, "") for name in COLUMNS}
            row |= {"package": package, "version": pinned}
            row["licence"] = licence(package) or row["licence"]
            row["checked"] = rows.get((package, pinned), {}).get("checked", UNCHECKED)
            table.writerow(row)


def main() -> int:
    """Says what is wrong, a line each; 0 where nothing is."""
    about = argparse.ArgumentParser(description=__doc__)
    about.add_argument("--advisories", type=Path, metavar="FOLDER")
    about.add_argument("--online", action="store_true")
    about.add_argument("--renew", action="store_true")
    given = about.parse_args()
    if given.renew:
        renew()
    found = list(troubles())
    if given.advisories:
        found += holes(given.advisories)
    print(*found, sep="\n") if found else print(f"{len(pins())} packages: nothing known")
    if given.online:
        command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "-r", str(PINS)]
        return subprocess.run(command, check=False).returncode or int(bool(found))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
