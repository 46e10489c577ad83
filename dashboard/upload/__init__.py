"""A workbook that comes back: what was corrected in it, and what is refused."""
