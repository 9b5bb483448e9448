// What an office fills in when it takes a step of a case, and the alternative exams that were allowed
// (V.1): for which exam, on which day where one is set, under which ruling.
let migration0014 = """
  ALTER TABLE case_step ADD COLUMN answers BLOB;
  CREATE TABLE alternative_exam (
    registration BLOB NOT NULL REFERENCES registration, exam TEXT NOT NULL,
    missed_on INTEGER NOT NULL, scheduled_on INTEGER, allowed_at INTEGER NOT NULL,
    ruling BLOB NOT NULL, PRIMARY KEY (registration, exam)) STRICT
  """
