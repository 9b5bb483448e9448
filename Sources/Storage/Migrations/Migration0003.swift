// What an open question is about, so that the clock does not ask it again at every run; and people's
// accounts alone in the index of accounts by person: two of three entries of a registration have
// none.
let migration0003 = """
  ALTER TABLE open_question ADD COLUMN about BLOB;
  CREATE INDEX open_question_about ON open_question (about) WHERE about IS NOT NULL;
  DROP INDEX ledger_by_person;
  CREATE INDEX ledger_by_person ON ledger_entry (person, account) WHERE person IS NOT NULL
  """
