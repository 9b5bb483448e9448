// Notices and mail: what was written to whom, who has read it, where mail goes. A person's own notices
// are addressed to the person, with the role ''; a body's to the institution and a role. Messages in
// the outbox know whose they are, and from when on a mail server may have them: what is not known to
// have failed is never sent again. Letters from before there was an inbox are read on their case.
let migration0013 = """
  CREATE TABLE notice (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), sender BLOB NOT NULL REFERENCES institution,
    reader BLOB NOT NULL REFERENCES institution, case_file BLOB REFERENCES case_file,
    letter INTEGER, deadline TEXT, until_day INTEGER, days INTEGER, at INTEGER NOT NULL) STRICT;
  CREATE UNIQUE INDEX notice_letter ON notice (case_file, letter) WHERE case_file IS NOT NULL;
  CREATE UNIQUE INDEX notice_deadline ON notice (reader, deadline, until_day, days)
    WHERE deadline IS NOT NULL;
  CREATE TABLE notice_to (
    addressee BLOB NOT NULL, role TEXT NOT NULL, notice BLOB NOT NULL REFERENCES notice,
    PRIMARY KEY (addressee, role, notice)) STRICT, WITHOUT ROWID;
  CREATE INDEX notice_to_notice ON notice_to (notice);
  CREATE TABLE notice_read (
    person BLOB NOT NULL REFERENCES person, notice BLOB NOT NULL REFERENCES notice,
    at INTEGER NOT NULL, PRIMARY KEY (person, notice)) STRICT, WITHOUT ROWID;
  CREATE TABLE mail_address (
    person BLOB PRIMARY KEY REFERENCES person, address TEXT NOT NULL,
    set_at INTEGER NOT NULL) STRICT;
  CREATE INDEX grant_by_role ON grant_row (institution, role);
  ALTER TABLE outbox ADD COLUMN institution BLOB;
  ALTER TABLE outbox ADD COLUMN sending_at INTEGER;
  CREATE INDEX outbox_letter ON outbox (lease_until, id)
    WHERE topic = 'letter' AND done_at IS NULL AND dead_at IS NULL;
  CREATE INDEX outbox_mail ON outbox (lease_until, id)
    WHERE topic = 'mail' AND done_at IS NULL AND dead_at IS NULL;
  CREATE INDEX outbox_mail_dead ON outbox (institution, id)
    WHERE topic = 'mail' AND done_at IS NULL AND dead_at IS NOT NULL;
  UPDATE outbox SET done_at = queued_at WHERE topic = 'letter'
  """
