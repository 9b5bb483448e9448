// The index of learning records in segments: a statement's entries lie near those of the statements
// stored about the same time, so that storing many touches few pages. What was there is one segment.
let migration0017 = """
  CREATE TABLE record_segment (
    number INTEGER PRIMARY KEY, first INTEGER NOT NULL UNIQUE, before INTEGER NOT NULL,
    count INTEGER NOT NULL) STRICT;
  INSERT INTO record_segment (number, first, before, count)
    SELECT 1, MIN(stored), 0, COUNT(*) FROM statement HAVING COUNT(*) > 0;
  CREATE TABLE statement_entry (
    segment INTEGER NOT NULL, key INTEGER NOT NULL, role INTEGER NOT NULL, stored INTEGER NOT NULL,
    via INTEGER NOT NULL, PRIMARY KEY (segment, key, role, stored, via)) STRICT, WITHOUT ROWID;
  INSERT INTO statement_entry (segment, key, role, stored, via)
    SELECT 1, key, role, stored, via FROM statement_key;
  DROP TABLE statement_key
  """
