// What came in of learning records, counted by licence and course as the clock goes through it: pages
// need no body; with the number of the last statement looked at. A course and a learner are keyed hashes
// here. What learners say of a course. And how long an institution keeps a class of records, with the
// number of the last statement it removed.
let migration0018 = """
  CREATE TABLE record_coverage (
    licence BLOB NOT NULL REFERENCES licence, course INTEGER NOT NULL,
    institution BLOB NOT NULL REFERENCES institution, programme BLOB REFERENCES licence,
    statements INTEGER NOT NULL, learners INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (licence, course)) STRICT;
  CREATE INDEX record_coverage_institution ON record_coverage (institution);
  CREATE TABLE record_coverage_position (
    institution BLOB PRIMARY KEY REFERENCES institution, stored INTEGER NOT NULL) STRICT;
  CREATE TABLE record_learner (
    learner INTEGER NOT NULL, licence BLOB NOT NULL, course INTEGER NOT NULL,
    PRIMARY KEY (learner, licence, course)) STRICT, WITHOUT ROWID;
  CREATE TABLE rating (
    registration BLOB PRIMARY KEY REFERENCES registration,
    section BLOB NOT NULL REFERENCES section,
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5), words TEXT NOT NULL,
    rated_at INTEGER NOT NULL) STRICT;
  CREATE INDEX rating_section ON rating (section);
  CREATE TABLE record_retention (
    institution BLOB NOT NULL REFERENCES institution, kind TEXT NOT NULL,
    days INTEGER CHECK (days > 0), done_on INTEGER, removed INTEGER,
    PRIMARY KEY (institution, kind)) STRICT;
  CREATE INDEX record_document_stored ON record_document (institution, kind, stored)
  """
