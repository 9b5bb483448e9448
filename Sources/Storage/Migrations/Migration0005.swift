// Credentials in their signed forms, with the receipt of the regulator and the end they may come to:
// an award is first intended (its signing input is journaled), then signed, then registered. Status
// lists with every snapshot ever signed. The regulator's licences as credentials, and its receipts.
let migration0005 = """
  CREATE TABLE credential_form (
    credential BLOB PRIMARY KEY CHECK (length(credential) = 16), award BLOB, jwt TEXT NOT NULL,
    key_id TEXT NOT NULL) STRICT;
  INSERT INTO credential_form (credential, jwt, key_id) SELECT id, jwt, key_id FROM credential;
  CREATE TABLE credential_next (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), institution BLOB NOT NULL REFERENCES institution,
    registration BLOB NOT NULL REFERENCES registration, learner BLOB NOT NULL REFERENCES person,
    course BLOB NOT NULL, term BLOB NOT NULL, issued_at INTEGER NOT NULL, ruling BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intended', 'signed', 'registered', 'refused')),
    status_list BLOB, status_index INTEGER, replaces BLOB, ended_at INTEGER,
    ending TEXT CHECK (ending IN ('revoked', 'superseded')), ended_ruling BLOB) STRICT;
  INSERT INTO credential_next (id, institution, registration, learner, course, term, issued_at,
    ruling, state) SELECT id, institution, registration, learner, course, term, issued_at, ruling,
    'signed' FROM credential;
  DROP TABLE credential;
  ALTER TABLE credential_next RENAME TO credential;
  CREATE UNIQUE INDEX credential_current ON credential (learner, course, term)
    WHERE ended_at IS NULL;
  CREATE INDEX credential_by_learner ON credential (learner, issued_at);
  CREATE INDEX credential_under_way ON credential (state, id)
    WHERE state IN ('intended', 'signed');
  CREATE INDEX credential_by_code ON credential (substr(id, 11, 6));
  CREATE TABLE credential_intent (
    credential BLOB PRIMARY KEY REFERENCES credential, unsigned BLOB NOT NULL,
    proof_input BLOB NOT NULL) STRICT;
  CREATE TABLE credential_receipt (
    credential BLOB PRIMARY KEY REFERENCES credential, registered_at INTEGER NOT NULL,
    document BLOB NOT NULL) STRICT;
  CREATE TABLE credential_share (
    digest BLOB PRIMARY KEY, credential BLOB NOT NULL REFERENCES credential,
    created_at INTEGER NOT NULL, ended_at INTEGER) STRICT;
  CREATE INDEX credential_share_by_credential ON credential_share (credential);

  CREATE TABLE status_list (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('award', 'licence', 'receipt')),
    created_at INTEGER NOT NULL) STRICT;
  CREATE TABLE status_entry (
    list BLOB NOT NULL REFERENCES status_list, position INTEGER NOT NULL, subject BLOB NOT NULL,
    PRIMARY KEY (list, position)) STRICT, WITHOUT ROWID;
  CREATE TABLE status_change (
    id INTEGER PRIMARY KEY, list BLOB NOT NULL REFERENCES status_list, position INTEGER NOT NULL,
    is_set INTEGER NOT NULL, at INTEGER NOT NULL, ruling BLOB) STRICT;
  CREATE INDEX status_change_by_place ON status_change (list, position);
  CREATE TABLE status_snapshot (
    list BLOB NOT NULL REFERENCES status_list, valid_from INTEGER NOT NULL,
    valid_until INTEGER NOT NULL, document BLOB NOT NULL, PRIMARY KEY (list, valid_from)) STRICT;

  CREATE TABLE licence_credential (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), licence BLOB NOT NULL REFERENCES licence,
    subject TEXT NOT NULL, jwt TEXT NOT NULL, issued_at INTEGER NOT NULL, status_list BLOB,
    status_index INTEGER, UNIQUE (licence, subject)) STRICT;
  CREATE TABLE receipt (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), award TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL, registered_at INTEGER NOT NULL, document BLOB NOT NULL,
    status_list BLOB NOT NULL, status_index INTEGER NOT NULL) STRICT;
  CREATE TABLE did_document (
    did TEXT PRIMARY KEY, role TEXT NOT NULL CHECK (role IN ('regulator', 'provider')),
    document BLOB NOT NULL, recorded_at INTEGER NOT NULL) STRICT;
  CREATE TABLE former_key (
    id TEXT PRIMARY KEY, did TEXT NOT NULL, multikey TEXT NOT NULL, retired_at INTEGER NOT NULL,
    revoked_at INTEGER) STRICT
  """
