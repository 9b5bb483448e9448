// What reporting a learner's activity to the regulator takes beside what is here already: a person's
// particulars, how long a course and its lessons last, and what waits in the outbox to be reported.
let migration0016 = """
  CREATE TABLE particulars (
    person BLOB PRIMARY KEY REFERENCES person, mobile TEXT NOT NULL, nationality TEXT NOT NULL,
    born INTEGER NOT NULL, set_at INTEGER NOT NULL) STRICT;
  CREATE TABLE course_length (
    course BLOB PRIMARY KEY REFERENCES course, minutes INTEGER NOT NULL CHECK (minutes > 0),
    lesson_minutes INTEGER NOT NULL CHECK (lesson_minutes > 0)) STRICT;
  CREATE INDEX outbox_xapi ON outbox (lease_until, id)
    WHERE topic = 'xapi' AND done_at IS NULL AND dead_at IS NULL;
  CREATE INDEX outbox_xapi_dead ON outbox (institution, id)
    WHERE topic = 'xapi' AND done_at IS NULL AND dead_at IS NOT NULL
  """
