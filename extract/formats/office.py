"""**DOC, WPS → DOCX** by LibreOffice where it is installed: bounded and offline."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from extract.formats import limits
from extract.formats.refusals import refused

_PROGRAMS = ("soffice", "libreoffice")
# A tiny program that bounds itself, then becomes LibreOffice.
_BOUNDED = (
    "import os, sys\n"
    "try:\n"
    "    import resource as r\n"
    "    r.setrlimit(r.RLIMIT_AS, (int(sys.argv[1]),) * 2)\n"
    "    r.setrlimit(r.RLIMIT_CPU, (int(sys.argv[2]),) * 2)\n"
    "    r.setrlimit(r.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)\n"
    "except (ImportError, OSError, ValueError): pass\n"
    "os.execv(sys.argv[4], sys.argv[4:])\n"
)
# No macros, no content from elsewhere, and a proxy that nobody answers at.
_SPACE = "http://openoffice.org/2001/" + "registry"  # a name, nobody is asked
_SETTINGS = f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="{_SPACE}">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""  # noqa: E501


def program() -> str | None:
    """The path of LibreOffice, None where it is not installed."""
    return next((path for name in _PROGRAMS if (path := shutil.which(name))), None)


def to_docx(data: bytes, name: str) -> bytes:
    """A .doc or .wps file as DOCX.

    Raises ReportError with advice where LibreOffice is not installed, fails or takes too long.
    """
    office = program()
    if office is None:
        raise refused("office:missing", name=name)
    with tempfile.TemporaryDirectory(prefix="duibiao-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        (folder / "in.doc").write_bytes(data)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        _run(_command(office, folder), folder, name)
        made = folder / "in.docx"
        if not made.is_file() or made.stat().st_size == 0:
            raise refused("office:broken", name=name)
        return made.read_bytes()


def _command(office: str, folder: Path) -> list[str]:
    bounded = map(str, (limits.OFFICE_MEMORY_BYTES, limits.CPU_SECONDS, limits.UNPACKED_BYTES))
    return [
        sys.executable, "-I", "-S", "-c", _BOUNDED, *bounded, office,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless", "--norestore", "--nolockcheck", "--nodefault",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), str(folder / "in.doc"),
    ]  # fmt: skip


def _run(command: list[str], folder: Path, name: str) -> None:
    """Run a command in a session of its own; end all of it at the limit."""
    quiet = subprocess.DEVNULL
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "SYSTEMROOT") if key in os.environ}
    settings = {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    with subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, cwd=folder, env=kept | settings,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            process.wait(limits.OFFICE_SECONDS)
        except subprocess.TimeoutExpired:
            raise refused("office:slow", name=name) from None
        finally:
            with suppress(ProcessLookupError, PermissionError, AttributeError):
                os.killpg(process.pid, signal.SIGKILL)
