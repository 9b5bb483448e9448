// Licence life: what a licence is, under which regime, what its paper prints; statuses between active
// and revoked, each with its ruling, and with the licence from which it came over this one.
let migration0011 = """
  ALTER TABLE licence ADD COLUMN form TEXT CHECK (form IN
    ('entityLicence', 'preliminaryApproval', 'distance', 'blended', 'course'));
  ALTER TABLE licence ADD COLUMN regime TEXT NOT NULL DEFAULT 'sa-nelc@1446';
  ALTER TABLE licence ADD COLUMN renews BLOB;
  ALTER TABLE licence ADD COLUMN number_printed TEXT;
  ALTER TABLE licence ADD COLUMN from_printed TEXT;
  ALTER TABLE licence ADD COLUMN until_printed TEXT;
  ALTER TABLE licence ADD COLUMN decision_body TEXT;
  ALTER TABLE licence ADD COLUMN decision_printed TEXT;
  ALTER TABLE licence ADD COLUMN decision TEXT;
  ALTER TABLE licence ADD COLUMN standards TEXT;
  ALTER TABLE licence ADD COLUMN conditions TEXT;
  ALTER TABLE licence ADD COLUMN case_file BLOB;
  CREATE UNIQUE INDEX licence_renewing ON licence (renews) WHERE renews IS NOT NULL;
  CREATE TABLE licence_status_next (
    id INTEGER PRIMARY KEY, licence BLOB NOT NULL REFERENCES licence,
    status TEXT NOT NULL CHECK (status IN
      ('active', 'warned', 'warnedAgain', 'suspended', 'revoked', 'surrendered')),
    from_at INTEGER NOT NULL, article TEXT NOT NULL, reason TEXT NOT NULL,
    recorded_at INTEGER NOT NULL, ruling BLOB, caused_by BLOB REFERENCES licence) STRICT;
  INSERT INTO licence_status_next (licence, status, from_at, article, reason, recorded_at)
    SELECT licence, status, from_at, article, reason, recorded_at FROM licence_status ORDER BY id;
  DROP TABLE licence_status;
  ALTER TABLE licence_status_next RENAME TO licence_status;
  CREATE INDEX licence_status_by_licence ON licence_status (licence, from_at)
  """
