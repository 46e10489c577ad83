"""Bulk: an archive of reports of any size → a dataset, in parts that any engine can work on.

``listing`` says what the inputs hold, ``parts`` cuts it into parts, ``work`` does one part and
lays it down in the dataset, ``running`` hands the parts to an engine: a pool of processes
(``extract.commands.workers``) or a Dask cluster (``cluster``). What is done is remembered in the
folder of the dataset (``records``), so a run that was broken off goes on where it was.
"""
