"""**How far the reading is**: the share that is done, and the file and page under way in words."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.language import say


@dataclass(frozen=True, slots=True)
class Place:
    """A file of how many (from 0), its name, the pages of it that are done, of how many.

    ``waiting`` candidates were found so far; ``pages`` is 0 where there are none to count.
    """

    number: int
    files: int
    name: str
    page: int = 0
    pages: int = 0
    waiting: int = 0

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        done = self.page / self.pages if self.pages else 0
        return min(1.0, (self.number + done) / self.files)

    @property
    def told(self) -> str:
        """Where the reading is: 第2/3个文件：年报.pdf，第4/10页."""
        told = say("第{n}/{files}个文件：{name}", n=self.number + 1, files=self.files,
                   name=self.name)  # fmt: skip
        if self.pages > 1:
            page = min(self.page + 1, self.pages)
            return say("{place}，第{page}/{pages}页", place=told, page=page, pages=self.pages)
        if "/" in self.name and not self.pages:  # in an archive: how many there are is not known
            return say("{place}（等待确认的已有{n}份）", place=told, n=self.waiting)
        return told
