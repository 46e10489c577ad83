"""Files of many kinds → text: ``open`` gives a Document, or a Broken, for each report.

>>> from extract import formats
>>> [document.text for document in formats.open(("受理工单3200件。".encode("gbk"), "报告.txt"))]
['受理工单3200件。']
"""

from extract.formats.document import Broken, Document
from extract.formats.kinds import SUFFIXES
from extract.formats.opening import Progress
from extract.formats.opening import open_documents as open

__all__ = ["SUFFIXES", "Broken", "Document", "Progress", "open"]
