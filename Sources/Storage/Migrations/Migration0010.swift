// Files of a case: one that was taken off the form stays known, because what was submitted names it.
// Fees of a procedure: an invoice for a step, used up once the step is taken.
let migration0010 = """
  ALTER TABLE case_document ADD COLUMN is_attached INTEGER NOT NULL DEFAULT 1;
  CREATE TABLE case_fee (
    invoice BLOB PRIMARY KEY REFERENCES invoice, case_file BLOB NOT NULL REFERENCES case_file,
    step TEXT NOT NULL, parameter TEXT NOT NULL, at INTEGER NOT NULL, used_at INTEGER) STRICT;
  CREATE UNIQUE INDEX case_fee_open ON case_fee (case_file, step) WHERE used_at IS NULL;
  CREATE INDEX case_fee_by_case ON case_fee (case_file, at)
  """
