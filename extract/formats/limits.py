"""How much a file may cost: sizes, counts, memory and time, in one place.

A work report has some thousand characters and some dozen pages; the limits leave ample room
and stop what is made to exhaust a machine.
"""

from __future__ import annotations

MEGABYTE = 1_000_000

# --- a file as it comes ---------------------------------------------------------------------
FILE_BYTES = 100 * MEGABYTE
PAGE_BYTES = 20 * MEGABYTE  # of HTML
TEXT_CHARACTERS = 20_000_000

# --- an archive or an Office file before it is unpacked ---------------------------------------
ENTRIES = 2_000
UNPACKED_BYTES = 200 * MEGABYTE
RATIO = 200
RATIO_FROM_BYTES = MEGABYTE  # a small entry may be packed as well as it likes
DIRECTORY_BYTES = 2 * MEGABYTE
NESTED_ARCHIVES = 1

# --- pages, pictures, sheets ------------------------------------------------------------------
PDF_PAGES = 1_000
OCR_PAGES = 200
PAGE_PIXELS = 12_000_000
PICTURE_PIXELS = 100_000_000
SHEET_ROWS = 50_000
SHEET_COLUMNS = 500

# --- the process that reads -------------------------------------------------------------------
MEMORY_BYTES = 2_000 * MEGABYTE
MEMORY_WITH_OCR_BYTES = 5_000 * MEGABYTE
CPU_SECONDS = 60
OCR_CPU_SECONDS = 300  # of all its threads, a page
OCR_THREADS = 4
SILENT_SECONDS = 120  # without a word of progress
TOTAL_SECONDS = 3_600
IDLE_SECONDS = 60
OFFICE_SECONDS = 90
OFFICE_MEMORY_BYTES = 4_000 * MEGABYTE
