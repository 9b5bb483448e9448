// Provider and regulator as two installations: whom a regulator licenses, the regulator's snapshots
// and refusals as a provider keeps them, and what waits in the outbox for a receipt. The topic stands
// in the indexes, because the many other messages should not pay for them.
let migration0007 = """
  CREATE TABLE provider (
    did TEXT PRIMARY KEY REFERENCES did_document,
    institution BLOB NOT NULL REFERENCES institution, name_ar TEXT NOT NULL,
    name_en TEXT NOT NULL, name_vi TEXT NOT NULL, recorded_at INTEGER NOT NULL) STRICT;
  CREATE TABLE licence_provider (
    licence BLOB PRIMARY KEY REFERENCES licence,
    provider TEXT NOT NULL REFERENCES provider) STRICT;
  CREATE TABLE foreign_snapshot (
    url TEXT NOT NULL, valid_from INTEGER NOT NULL, valid_until INTEGER NOT NULL,
    document BLOB NOT NULL, PRIMARY KEY (url, valid_from)) STRICT;
  CREATE TABLE credential_refusal (
    credential BLOB PRIMARY KEY REFERENCES credential, at INTEGER NOT NULL,
    document BLOB NOT NULL) STRICT;
  ALTER TABLE outbox ADD COLUMN dead_at INTEGER;
  ALTER TABLE outbox ADD COLUMN fault TEXT;
  CREATE INDEX outbox_receipt ON outbox (lease_until, id)
    WHERE topic = 'receipt' AND done_at IS NULL AND dead_at IS NULL;
  CREATE INDEX outbox_dead ON outbox (topic) WHERE dead_at IS NOT NULL
  """
