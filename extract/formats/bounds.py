"""**How much this process may use**: memory and processor time, where the system can bound them."""

from __future__ import annotations

try:
    import resource
except ImportError:  # Windows: the wall limit of the parent is all there is
    resource = None  # type: ignore[assignment]


def bound_memory(size: int) -> None:
    """Let this process address no more than ``size`` bytes; more gives MemoryError."""
    if resource is not None:
        _set(resource.RLIMIT_AS, size)


def bound_processor(seconds: int) -> None:
    """Let this process compute for ``seconds`` more; then the system ends it."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _set(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds)


def no_core_file() -> None:
    """Leave no picture of the memory behind when the process is ended."""
    if resource is not None:
        _set(resource.RLIMIT_CORE, 0)


def peak_memory() -> int:
    """The most bytes this process has held, 0 where the system does not tell."""
    if resource is None:
        return 0
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * 1024


def _set(what: int, soft: int) -> None:
    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    try:
        resource.setrlimit(what, (soft, hard))
    except (OSError, ValueError):  # macOS bounds no addresses
        return
