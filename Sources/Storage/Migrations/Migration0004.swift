// Indexes for what the clock and the staff pages ask of tables that grow with the learners.
let migration0004 = """
  CREATE INDEX lesson_of_section ON lesson (section, number, starts_at, state, id);
  CREATE INDEX attendance_by_lesson ON attendance (lesson);
  CREATE INDEX result_by_registration ON result (registration);
  CREATE INDEX web_session_by_person ON web_session (person);
  CREATE INDEX web_session_by_end ON web_session (expires_at);
  CREATE INDEX idempotency_by_age ON idempotency (at);
  CREATE INDEX bearer_token_by_person ON bearer_token (person);
  CREATE INDEX person_by_identifier ON person (institution, identifier_kind, identifier)
  """
