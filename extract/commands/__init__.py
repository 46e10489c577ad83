"""The command line, a module for each thing it does; ``extract.__main__`` is its door."""
