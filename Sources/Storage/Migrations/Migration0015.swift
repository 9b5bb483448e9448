// The store of learning records (xAPI). A statement's number is the instant it was stored at, in
// microseconds, never twice the same and never below an earlier one, so that whoever reads on from a
// number misses nothing. Its body is encrypted under the key of the person it is about. What it is
// found by are numbers only: keyed hashes, with the statement it was found through (0: itself).
let migration0015 = """
  CREATE TABLE record_client (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), institution BLOB NOT NULL REFERENCES institution,
    licence BLOB NOT NULL REFERENCES licence, name TEXT NOT NULL, username TEXT NOT NULL UNIQUE,
    secret BLOB NOT NULL CHECK (length(secret) = 32), scopes TEXT NOT NULL,
    from_at INTEGER NOT NULL, ended_at INTEGER) STRICT;
  CREATE INDEX record_client_institution ON record_client (institution, username);
  CREATE TABLE record_subject (
    agent INTEGER PRIMARY KEY, secret BLOB NOT NULL CHECK (length(secret) = 32)) STRICT;
  CREATE TABLE statement (
    stored INTEGER PRIMARY KEY, id BLOB NOT NULL CHECK (length(id) = 16),
    institution BLOB NOT NULL, client BLOB NOT NULL REFERENCES record_client,
    subject INTEGER NOT NULL, has_time INTEGER NOT NULL, is_voiding INTEGER NOT NULL, target BLOB,
    hidden INTEGER NOT NULL DEFAULT 0, body BLOB NOT NULL) STRICT;
  CREATE UNIQUE INDEX statement_id ON statement (institution, id);
  CREATE INDEX statement_target ON statement (institution, target) WHERE target IS NOT NULL;
  CREATE TABLE statement_key (
    key INTEGER NOT NULL, role INTEGER NOT NULL, stored INTEGER NOT NULL, via INTEGER NOT NULL,
    PRIMARY KEY (key, role, stored, via)) STRICT, WITHOUT ROWID;
  CREATE TABLE record_batch (
    institution BLOB NOT NULL REFERENCES institution, first INTEGER NOT NULL,
    last INTEGER NOT NULL, count INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32), ruling BLOB NOT NULL,
    PRIMARY KEY (institution, first)) STRICT;
  CREATE TABLE record_activity (
    key INTEGER PRIMARY KEY, institution BLOB NOT NULL, iri TEXT NOT NULL,
    definition BLOB NOT NULL) STRICT;
  CREATE TABLE record_attachment (
    institution BLOB NOT NULL, sha2 TEXT NOT NULL, type TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (institution, sha2)) STRICT;
  CREATE TABLE record_document (
    institution BLOB NOT NULL, kind TEXT NOT NULL, activity TEXT NOT NULL, agent INTEGER NOT NULL,
    registration BLOB NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, body BLOB NOT NULL,
    stored INTEGER NOT NULL,
    PRIMARY KEY (institution, kind, activity, agent, registration, id)) STRICT;
  ALTER TABLE attendance ADD COLUMN statement BLOB;
  CREATE TABLE record_position (
    institution BLOB PRIMARY KEY REFERENCES institution, stored INTEGER NOT NULL) STRICT
  """
