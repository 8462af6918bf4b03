"""Everything that Wiseline keeps, in one file, and back again.

A backup holds rows, not a database: it can be made from SQLite and restored into PostgreSQL, or the other way
round, and by a later version, which brings the rows up to date with its own migrations.
"""

from wiseline.cli.backup.restoring import check, restore
from wiseline.cli.backup.writing import write

__all__ = ["check", "restore", "write"]
