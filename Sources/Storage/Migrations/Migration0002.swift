// The journal, sealed: numbered entries with their leaves, hashes of full subtrees of 256 leaves and
// more, signed checkpoints, what stays of erased facts; and leases, for work one server does at a
// time.
let migration0002 = """
  CREATE TABLE journal_seal (
    number INTEGER PRIMARY KEY, journal BLOB NOT NULL UNIQUE REFERENCES journal (id),
    seq INTEGER NOT NULL, leaf BLOB NOT NULL CHECK (length(leaf) = 32)) STRICT;
  CREATE TABLE journal_subtree (
    level INTEGER NOT NULL, place INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32), PRIMARY KEY (level, place)) STRICT;
  CREATE TABLE journal_checkpoint (
    size INTEGER PRIMARY KEY, root BLOB NOT NULL CHECK (length(root) = 32), at INTEGER NOT NULL,
    note TEXT NOT NULL) STRICT;
  CREATE TABLE journal_erased (
    journal BLOB PRIMARY KEY REFERENCES journal (id),
    inner_hash BLOB NOT NULL CHECK (length(inner_hash) = 32),
    act BLOB NOT NULL REFERENCES journal (id)) STRICT;
  CREATE TABLE lease (
    name TEXT PRIMARY KEY, holder BLOB NOT NULL CHECK (length(holder) = 16),
    until_at INTEGER NOT NULL) STRICT
  """
