// Paper copies of certificates (VI.2): requested, paid, then sent or handed over. The address is gone
// once it is not needed any more.
let migration0008 = """
  CREATE TABLE paper_copy (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), institution BLOB NOT NULL REFERENCES institution,
    credential BLOB NOT NULL REFERENCES credential, learner BLOB NOT NULL REFERENCES person,
    invoice BLOB NOT NULL UNIQUE REFERENCES invoice, copies INTEGER NOT NULL CHECK (copies > 0),
    delivery TEXT NOT NULL CHECK (delivery IN ('post', 'collection')), address TEXT,
    state TEXT NOT NULL CHECK (state IN ('requested', 'paid', 'done', 'lapsed', 'cancelled')),
    requested_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, tracking TEXT,
    ruling BLOB NOT NULL) STRICT;
  CREATE UNIQUE INDEX paper_copy_open ON paper_copy (credential)
    WHERE state IN ('requested', 'paid');
  CREATE INDEX paper_copy_by_credential ON paper_copy (credential, requested_at);
  CREATE INDEX paper_copy_by_learner ON paper_copy (learner);
  CREATE INDEX paper_copy_by_state ON paper_copy (institution, state, changed_at)
  """
