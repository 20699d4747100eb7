"""A count as a file: written for everybody, read, and counted again. Reading and counting need no database."""
