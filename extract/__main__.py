"""The command line: ``duibiao extract | explain | evaluate | serve | export``.

Each command's module is imported only when it is called, so that a short answer starts fast.
Exit status: 0 done; 1 nothing found; 2 something could not be read, written or understood.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from extract.commands.arguments import parser
from extract.commands.screen import say
from extract.model import DuibiaoError

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; whatever goes wrong is one Chinese sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without some character shows "?" instead of ending the command.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    given = parser().parse_args(arguments)
    try:
        return _run(given)
    except DuibiaoError as error:
        say(f"duibiao:{error}")
        return 2
    except KeyboardInterrupt:
        say("duibiao:已中断。")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has gone; nothing more can or need be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(given: argparse.Namespace) -> int:
    command = importlib.import_module(given.module)
    status = int(command.run(given))
    sys.stdout.flush()
    return status


if __name__ == "__main__":
    sys.exit(main())
