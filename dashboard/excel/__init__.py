"""From a Book to an .xlsx file, sheet by sheet."""
