// Casework: dossiers whose kinds are defined in packs. A case keeps the edition it was filed under.
// Answers, reasons and letters hold personal data and lie apart from the journal, so that they can
// be erased; each submission's answers are kept, so that two can be compared.
let migration0009 = """
  CREATE TABLE case_file (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), institution BLOB NOT NULL REFERENCES institution,
    applicant BLOB NOT NULL REFERENCES institution, person BLOB NOT NULL REFERENCES person,
    instrument TEXT NOT NULL, edition TEXT NOT NULL, procedure TEXT NOT NULL, number TEXT,
    state TEXT NOT NULL,
    turn TEXT NOT NULL CHECK (turn IN ('draft', 'applicant', 'office', 'ended')), about BLOB,
    revision INTEGER NOT NULL, entered_at INTEGER NOT NULL, filed_at INTEGER, promised_at INTEGER,
    due_at INTEGER, late INTEGER NOT NULL, ended_at INTEGER, outcome TEXT) STRICT;
  CREATE UNIQUE INDEX case_file_number ON case_file (institution, number)
    WHERE number IS NOT NULL;
  CREATE INDEX case_file_queue ON case_file (institution, turn, due_at, id);
  CREATE INDEX case_file_of_body ON case_file (applicant, turn, id);
  CREATE INDEX case_file_of_person ON case_file (person, id);
  CREATE INDEX case_file_about ON case_file (about) WHERE about IS NOT NULL;
  CREATE TABLE case_number (
    institution BLOB NOT NULL REFERENCES institution, prefix TEXT NOT NULL, year INTEGER NOT NULL,
    last INTEGER NOT NULL, PRIMARY KEY (institution, prefix, year)) STRICT, WITHOUT ROWID;
  CREATE TABLE case_answers (
    case_file BLOB NOT NULL REFERENCES case_file, revision INTEGER NOT NULL,
    answers BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (case_file, revision)) STRICT;
  CREATE TABLE case_step (
    case_file BLOB NOT NULL REFERENCES case_file, number INTEGER NOT NULL, step TEXT NOT NULL,
    from_state TEXT NOT NULL, to_state TEXT NOT NULL, at INTEGER NOT NULL, actor BLOB,
    ruling BLOB NOT NULL, article TEXT, reasons TEXT, PRIMARY KEY (case_file, number)) STRICT;
  CREATE TABLE case_vote (
    case_file BLOB NOT NULL REFERENCES case_file, round INTEGER NOT NULL, person BLOB NOT NULL,
    step TEXT NOT NULL, at INTEGER NOT NULL, ruling BLOB NOT NULL,
    PRIMARY KEY (case_file, round, person)) STRICT;
  CREATE TABLE case_clock (
    case_file BLOB NOT NULL REFERENCES case_file, clock TEXT NOT NULL,
    started_at INTEGER NOT NULL, due_at INTEGER, days_left INTEGER, runs_out INTEGER NOT NULL,
    institution BLOB NOT NULL, PRIMARY KEY (case_file, clock)) STRICT;
  CREATE INDEX case_clock_due ON case_clock (institution, due_at, case_file)
    WHERE due_at IS NOT NULL;
  CREATE TABLE case_finding (
    case_file BLOB NOT NULL REFERENCES case_file, standard TEXT NOT NULL,
    is_met INTEGER NOT NULL, note TEXT NOT NULL, assessor BLOB NOT NULL, at INTEGER NOT NULL,
    confirmer BLOB, confirmed_at INTEGER, PRIMARY KEY (case_file, standard)) STRICT;
  CREATE TABLE case_document (
    case_file BLOB NOT NULL REFERENCES case_file, field TEXT NOT NULL, digest BLOB NOT NULL,
    name TEXT NOT NULL, type TEXT NOT NULL, bytes INTEGER NOT NULL, at INTEGER NOT NULL,
    person BLOB NOT NULL, PRIMARY KEY (case_file, field, digest)) STRICT;
  CREATE TABLE case_letter (
    case_file BLOB NOT NULL REFERENCES case_file, number INTEGER NOT NULL, letter TEXT NOT NULL,
    reader TEXT NOT NULL, at INTEGER NOT NULL, promised_at INTEGER, due_at INTEGER,
    state TEXT NOT NULL, article TEXT, reasons TEXT, PRIMARY KEY (case_file, number)) STRICT;
  CREATE INDEX licence_by_parent ON licence (parent) WHERE parent IS NOT NULL;
  CREATE TABLE case_rating (
    case_file BLOB PRIMARY KEY REFERENCES case_file, stars INTEGER NOT NULL, reason TEXT NOT NULL,
    at INTEGER NOT NULL) STRICT
  """
