"""A dataset: reports and observations as parquet files in a folder, read by DuckDB.

``layout`` says what lies where and writes the parts that work leaves, ``arranging`` brings these
into partitions by year and province (``merging`` makes the files), ``manifest`` is the file that
says which files count, ``reading`` answers questions (``asking`` finds the files), ``engine`` is
DuckDB.
"""
