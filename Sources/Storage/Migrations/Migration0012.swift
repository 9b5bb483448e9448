// The public register is searched, the office's queue is read a page at a time in the order of its
// deadlines, and statistics count from filing to the first decision. A case without a deadline
// stands last on both engines.
let migration0012 = """
  CREATE TABLE licence_word (
    word TEXT NOT NULL, number TEXT NOT NULL REFERENCES licence (number),
    in_programme INTEGER NOT NULL,
    PRIMARY KEY (word, number, in_programme)) STRICT, WITHOUT ROWID;
  CREATE INDEX licence_word_by_number ON licence_word (number, word, in_programme);
  DROP INDEX case_file_of_body;
  CREATE INDEX case_file_of_body ON case_file (applicant, id);
  DROP INDEX case_file_queue;
  CREATE INDEX case_file_queue ON case_file (institution, turn, instrument, procedure, state,
    coalesce(due_at, 9223372036854775807), id, late);
  CREATE INDEX case_step_by_actor ON case_step (actor, case_file) WHERE actor IS NOT NULL;
  CREATE INDEX case_finding_by_assessor ON case_finding (assessor, case_file);
  ALTER TABLE case_file ADD COLUMN decided_at INTEGER;
  UPDATE case_file SET decided_at = (SELECT MIN(s.at) FROM case_step s
    WHERE s.case_file = case_file.id AND s.article IS NOT NULL);
  CREATE INDEX case_file_decided ON case_file (institution, decided_at)
    WHERE decided_at IS NOT NULL
  """
