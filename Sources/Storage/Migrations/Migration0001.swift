// The spine: installation, people, licences, courses, terms, registrations, accounts, study,
// results, credentials, journal. Instants are microseconds UTC, days are days since 1970, money is
// minor units, marks are millionths of a point, booleans are 0 or 1, ids are 16 bytes.
let migration0001 = """
  CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE pack_digest (
    pack TEXT PRIMARY KEY, digest TEXT NOT NULL, examples INTEGER NOT NULL,
    failed INTEGER NOT NULL, checked_at INTEGER NOT NULL) STRICT;

  CREATE TABLE institution (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), code TEXT NOT NULL UNIQUE,
    name_ar TEXT NOT NULL, name_en TEXT NOT NULL, name_vi TEXT NOT NULL,
    unit_ar TEXT NOT NULL, unit_en TEXT NOT NULL, unit_vi TEXT NOT NULL,
    instrument TEXT NOT NULL, vat_number TEXT NOT NULL) STRICT;
  CREATE TABLE overlay (
    id INTEGER PRIMARY KEY, institution BLOB NOT NULL REFERENCES institution,
    pack TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, from_day INTEGER NOT NULL,
    decision TEXT NOT NULL, recorded_at INTEGER NOT NULL) STRICT;

  CREATE TABLE person (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), institution BLOB NOT NULL REFERENCES institution,
    login TEXT NOT NULL UNIQUE, name_ar TEXT NOT NULL, name_en TEXT NOT NULL,
    tongue TEXT NOT NULL CHECK (tongue IN ('ar', 'en', 'vi')),
    buyer TEXT NOT NULL CHECK (buyer IN ('resident', 'nonResident')),
    identifier_kind TEXT NOT NULL, identifier TEXT NOT NULL,
    secret_salt BLOB, secret_hash BLOB, created_at INTEGER NOT NULL) STRICT;
  CREATE TABLE grant_row (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), person BLOB NOT NULL REFERENCES person,
    role TEXT NOT NULL, institution BLOB NOT NULL REFERENCES institution,
    course BLOB, section BLOB, from_at INTEGER NOT NULL, until_at INTEGER,
    delegated_from BLOB REFERENCES person, created_at INTEGER NOT NULL) STRICT;
  CREATE INDEX grant_by_person ON grant_row (person);
  CREATE TABLE bearer_token (
    digest BLOB PRIMARY KEY, person BLOB NOT NULL REFERENCES person, label TEXT NOT NULL,
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT;
  CREATE TABLE web_session (
    digest BLOB PRIMARY KEY, person BLOB NOT NULL REFERENCES person, csrf TEXT NOT NULL,
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT;
  CREATE TABLE idempotency (
    person BLOB NOT NULL, key TEXT NOT NULL, fingerprint BLOB NOT NULL, status INTEGER NOT NULL,
    body BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (person, key)) STRICT;

  CREATE TABLE programme (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), institution BLOB NOT NULL REFERENCES institution,
    code TEXT NOT NULL, title_ar TEXT NOT NULL, title_en TEXT NOT NULL, title_vi TEXT NOT NULL,
    is_micro_credential INTEGER NOT NULL, is_e_learning INTEGER NOT NULL,
    UNIQUE (institution, code)) STRICT;
  CREATE TABLE licence (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), institution BLOB NOT NULL REFERENCES institution,
    kind TEXT NOT NULL CHECK (kind IN ('provider', 'programme')), number TEXT NOT NULL UNIQUE,
    programme BLOB REFERENCES programme, parent BLOB REFERENCES licence,
    from_day INTEGER NOT NULL, until_day INTEGER NOT NULL,
    CHECK ((kind = 'programme') = (programme IS NOT NULL))) STRICT;
  CREATE INDEX licence_by_programme ON licence (programme);
  CREATE TABLE licence_status (
    id INTEGER PRIMARY KEY, licence BLOB NOT NULL REFERENCES licence,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'revoked')),
    from_at INTEGER NOT NULL, article TEXT NOT NULL, reason TEXT NOT NULL,
    recorded_at INTEGER NOT NULL) STRICT;
  CREATE INDEX licence_status_by_licence ON licence_status (licence, from_at);

  CREATE TABLE course (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), institution BLOB NOT NULL REFERENCES institution,
    programme BLOB NOT NULL REFERENCES programme, code TEXT NOT NULL,
    title_ar TEXT NOT NULL, title_en TEXT NOT NULL, title_vi TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('quran', 'other')),
    units INTEGER NOT NULL CHECK (units BETWEEN 1 AND 30),
    field_ar TEXT NOT NULL, field_en TEXT NOT NULL, field_vi TEXT NOT NULL,
    about_ar TEXT NOT NULL, about_en TEXT NOT NULL, about_vi TEXT NOT NULL,
    pass_fail INTEGER NOT NULL, UNIQUE (institution, code)) STRICT;
  CREATE TABLE course_outcome (
    course BLOB NOT NULL REFERENCES course, number INTEGER NOT NULL,
    text_ar TEXT NOT NULL, text_en TEXT NOT NULL, text_vi TEXT NOT NULL,
    PRIMARY KEY (course, number)) STRICT;
  CREATE TABLE course_requirement (
    course BLOB NOT NULL REFERENCES course,
    kind TEXT NOT NULL CHECK (kind IN ('prerequisite', 'corequisite')),
    required BLOB NOT NULL REFERENCES course, PRIMARY KEY (course, required)) STRICT;
  CREATE TABLE admission_condition (
    course BLOB NOT NULL REFERENCES course, code TEXT NOT NULL, title_ar TEXT NOT NULL,
    title_en TEXT NOT NULL, title_vi TEXT NOT NULL, PRIMARY KEY (course, code)) STRICT;
  CREATE TABLE admission_record (
    course BLOB NOT NULL, code TEXT NOT NULL, person BLOB NOT NULL REFERENCES person,
    met INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
    PRIMARY KEY (course, code, person)) STRICT;

  CREATE TABLE term (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), institution BLOB NOT NULL REFERENCES institution,
    code TEXT NOT NULL, ordinal INTEGER NOT NULL, title_ar TEXT NOT NULL, title_en TEXT NOT NULL,
    title_vi TEXT NOT NULL, study_starts INTEGER NOT NULL, ends INTEGER NOT NULL,
    UNIQUE (institution, code)) STRICT;
  CREATE TABLE calendar_window (
    id INTEGER PRIMARY KEY, term BLOB NOT NULL REFERENCES term, kind TEXT NOT NULL,
    from_day INTEGER NOT NULL, through_day INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
    decision TEXT NOT NULL, CHECK (from_day <= through_day)) STRICT;
  CREATE INDEX calendar_window_by_term ON calendar_window (term, kind);
  CREATE TABLE section (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), institution BLOB NOT NULL REFERENCES institution,
    course BLOB NOT NULL REFERENCES course, term BLOB NOT NULL REFERENCES term,
    number INTEGER NOT NULL, maximum INTEGER NOT NULL CHECK (maximum BETWEEN 1 AND 100000),
    taken INTEGER NOT NULL, instructor BLOB REFERENCES person,
    state TEXT NOT NULL CHECK (state IN ('planned', 'open', 'cancelled')),
    CHECK (taken >= 0 AND taken <= maximum), UNIQUE (course, term, number)) STRICT;
  CREATE INDEX section_by_term ON section (term, course);
  CREATE INDEX section_by_instructor ON section (instructor);
  CREATE TABLE registration (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), institution BLOB NOT NULL REFERENCES institution,
    section BLOB NOT NULL REFERENCES section, course BLOB NOT NULL REFERENCES course,
    term BLOB NOT NULL REFERENCES term, learner BLOB NOT NULL REFERENCES person,
    units INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pendingPayment', 'confirmed', 'dropped', 'released',
      'cancelled', 'withdrawn', 'swapped', 'moved')),
    registered_at INTEGER NOT NULL, due_at INTEGER NOT NULL, ended_at INTEGER,
    paid INTEGER NOT NULL, late_right_until INTEGER, late_right_used INTEGER NOT NULL,
    bar TEXT NOT NULL CHECK (bar IN ('none', 'barred', 'lifted', 'lapsed')),
    ruling BLOB NOT NULL) STRICT;
  CREATE UNIQUE INDEX registration_live ON registration (learner, course, term)
    WHERE state IN ('pendingPayment', 'confirmed');
  CREATE INDEX registration_by_learner ON registration (learner, term);
  CREATE INDEX registration_by_section ON registration (section, state);
  CREATE INDEX registration_due ON registration (due_at) WHERE state = 'pendingPayment';
  CREATE INDEX registration_late_right ON registration (late_right_until)
    WHERE late_right_until IS NOT NULL AND late_right_used = 0;

  CREATE TABLE invoice (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), institution BLOB NOT NULL REFERENCES institution,
    learner BLOB NOT NULL REFERENCES person, term BLOB NOT NULL, number INTEGER NOT NULL UNIQUE,
    currency TEXT NOT NULL, issued_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
    paid INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'released',
      'void'))) STRICT;
  CREATE INDEX invoice_by_learner ON invoice (learner, term);
  CREATE INDEX invoice_due ON invoice (due_at) WHERE state = 'open';
  CREATE TABLE invoice_line (
    id INTEGER PRIMARY KEY, invoice BLOB NOT NULL REFERENCES invoice, registration BLOB,
    course BLOB, units INTEGER NOT NULL, net INTEGER NOT NULL, vat_rate TEXT NOT NULL,
    vat INTEGER NOT NULL, gross INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('live', 'reversed')),
    CHECK (gross = net + vat)) STRICT;
  CREATE INDEX invoice_line_by_invoice ON invoice_line (invoice);
  CREATE INDEX invoice_line_by_registration ON invoice_line (registration);
  CREATE TABLE payment (
    institution BLOB NOT NULL REFERENCES institution, gateway TEXT NOT NULL,
    reference TEXT NOT NULL, invoice BLOB NOT NULL REFERENCES invoice,
    amount INTEGER NOT NULL CHECK (amount > 0), currency TEXT NOT NULL, paid_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL, ruling BLOB NOT NULL,
    PRIMARY KEY (institution, gateway, reference)) STRICT;
  CREATE INDEX payment_by_invoice ON payment (invoice);
  CREATE TABLE posting (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), institution BLOB NOT NULL, at INTEGER NOT NULL,
    kind TEXT NOT NULL, invoice BLOB) STRICT;
  CREATE TABLE ledger_entry (
    id INTEGER PRIMARY KEY, posting BLOB NOT NULL REFERENCES posting, account TEXT NOT NULL,
    person BLOB, amount INTEGER NOT NULL, currency TEXT NOT NULL) STRICT;
  CREATE INDEX ledger_by_person ON ledger_entry (person, account);
  CREATE INDEX ledger_by_posting ON ledger_entry (posting);

  CREATE TABLE lesson (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), section BLOB NOT NULL REFERENCES section,
    number INTEGER NOT NULL, starts_at INTEGER NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('synchronous', 'asynchronous')),
    state TEXT NOT NULL CHECK (state IN ('planned', 'cancelled')),
    UNIQUE (section, number)) STRICT;
  CREATE TABLE attendance (
    registration BLOB NOT NULL REFERENCES registration, lesson BLOB NOT NULL REFERENCES lesson,
    mark TEXT NOT NULL CHECK (mark IN ('present', 'absent', 'excused')),
    consumed INTEGER, recorded_by BLOB NOT NULL, recorded_at INTEGER NOT NULL,
    PRIMARY KEY (registration, lesson)) STRICT, WITHOUT ROWID;

  CREATE TABLE assessment_plan (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), course BLOB NOT NULL REFERENCES course,
    term BLOB NOT NULL REFERENCES term, state TEXT NOT NULL CHECK (state IN ('draft',
    'approved')), approved_at INTEGER, ruling BLOB, UNIQUE (course, term)) STRICT;
  CREATE TABLE plan_component (
    plan BLOB NOT NULL REFERENCES assessment_plan, code TEXT NOT NULL, title TEXT NOT NULL,
    weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 100), required INTEGER NOT NULL,
    minimum INTEGER, outcome TEXT, position INTEGER NOT NULL,
    PRIMARY KEY (plan, code)) STRICT;
  CREATE TABLE plan_outcome (
    plan BLOB NOT NULL REFERENCES assessment_plan, code TEXT NOT NULL, minimum INTEGER NOT NULL,
    PRIMARY KEY (plan, code)) STRICT;
  CREATE TABLE mark (
    id INTEGER PRIMARY KEY, registration BLOB NOT NULL REFERENCES registration,
    component TEXT NOT NULL, value INTEGER NOT NULL CHECK (value BETWEEN 0 AND 100000000),
    entered_by BLOB NOT NULL, entered_at INTEGER NOT NULL) STRICT;
  CREATE INDEX mark_by_registration ON mark (registration, component, id);
  CREATE TABLE result (
    id INTEGER PRIMARY KEY, registration BLOB NOT NULL REFERENCES registration,
    symbol TEXT NOT NULL, mark INTEGER, passed INTEGER,
    state TEXT NOT NULL CHECK (state IN ('recorded', 'approved')),
    body TEXT NOT NULL, number TEXT NOT NULL, at INTEGER NOT NULL, ruling BLOB NOT NULL,
    justification TEXT NOT NULL, superseded INTEGER NOT NULL) STRICT;
  CREATE UNIQUE INDEX result_current ON result (registration) WHERE superseded = 0;
  CREATE INDEX result_incomplete ON result (symbol) WHERE superseded = 0 AND symbol = 'IC';

  CREATE TABLE credential (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), institution BLOB NOT NULL,
    registration BLOB NOT NULL REFERENCES registration, learner BLOB NOT NULL REFERENCES person,
    course BLOB NOT NULL, term BLOB NOT NULL, issued_at INTEGER NOT NULL, key_id TEXT NOT NULL,
    jwt TEXT NOT NULL, ruling BLOB NOT NULL, UNIQUE (learner, course, term)) STRICT;

  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), at INTEGER NOT NULL,
    institution BLOB NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('ruling', 'act')),
    operation TEXT NOT NULL, outcome TEXT NOT NULL, headline TEXT NOT NULL, public BLOB NOT NULL,
    leaf BLOB NOT NULL) STRICT;
  CREATE INDEX journal_by_headline ON journal (headline, seq);
  CREATE TABLE journal_facts (
    journal BLOB PRIMARY KEY REFERENCES journal (id), salt BLOB NOT NULL, actor BLOB, subject BLOB,
    facts BLOB NOT NULL) STRICT;
  CREATE INDEX journal_facts_by_subject ON journal_facts (subject);
  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL, key TEXT NOT NULL, payload BLOB NOT NULL,
    queued_at INTEGER NOT NULL, lease_until INTEGER, attempts INTEGER NOT NULL, done_at INTEGER,
    UNIQUE (topic, key)) STRICT;
  CREATE TABLE open_question (
    ruling BLOB PRIMARY KEY REFERENCES journal (id), institution BLOB NOT NULL,
    opened_at INTEGER NOT NULL, closed_at INTEGER, decision TEXT) STRICT;

  CREATE TABLE oulad_presentation (
    module TEXT NOT NULL, presentation TEXT NOT NULL, length INTEGER NOT NULL,
    PRIMARY KEY (module, presentation)) STRICT;
  CREATE TABLE oulad_registration (
    module TEXT NOT NULL, presentation TEXT NOT NULL, student INTEGER NOT NULL,
    registered INTEGER, unregistered INTEGER, result TEXT NOT NULL,
    PRIMARY KEY (module, presentation, student)) STRICT;
  CREATE TABLE oulad_assessment (
    id INTEGER PRIMARY KEY, module TEXT NOT NULL, presentation TEXT NOT NULL, kind TEXT NOT NULL,
    day INTEGER, weight INTEGER NOT NULL) STRICT;
  CREATE TABLE oulad_score (
    assessment INTEGER NOT NULL REFERENCES oulad_assessment, student INTEGER NOT NULL,
    day INTEGER NOT NULL, banked INTEGER NOT NULL, score INTEGER,
    PRIMARY KEY (assessment, student)) STRICT
  """
