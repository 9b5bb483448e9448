-- Rows for registration.pgbench, in a database whose schema `sanad` has made.
INSERT INTO institution (id, code, name_ar, name_en, name_vi, unit_ar, unit_en, unit_vi, instrument, vat_number)
VALUES (decode(md5('i'), 'hex'), 'floor', 'f', 'f', 'f', 'f', 'f', 'f', 'sa-iu-ecourses', '300000000000003');
INSERT INTO person (id, institution, login, name_ar, name_en, tongue, buyer, identifier_kind, identifier, created_at)
SELECT decode(md5('l' || n), 'hex'), decode(md5('i'), 'hex'), 'l' || n, 'متعلم', 'Learner', 'ar', 'resident', 'passport', 'S' || n, 0 FROM generate_series(1, 5000) n;
INSERT INTO programme (id, institution, code, title_ar, title_en, title_vi, is_micro_credential, is_e_learning)
VALUES (decode(md5('p'), 'hex'), decode(md5('i'), 'hex'), 'FLOOR', 'f', 'f', 'f', 1, 1);
INSERT INTO licence (id, institution, kind, number, programme, parent, from_day, until_day) VALUES
(decode(md5('k1'), 'hex'), decode(md5('i'), 'hex'), 'provider', 'F-1', NULL, NULL, 0, 40000),
(decode(md5('k2'), 'hex'), decode(md5('i'), 'hex'), 'programme', 'F-2', decode(md5('p'), 'hex'), decode(md5('k1'), 'hex'), 0, 40000);
INSERT INTO licence_status (licence, status, from_at, article, reason, recorded_at) VALUES
(decode(md5('k1'), 'hex'), 'active', 0, 'a', 'r', 0), (decode(md5('k2'), 'hex'), 'active', 0, 'a', 'r', 0);
INSERT INTO term (id, institution, code, ordinal, title_ar, title_en, title_vi, study_starts, ends)
VALUES (decode(md5('t'), 'hex'), decode(md5('i'), 'hex'), 'floor', 1, 'f', 'f', 'f', 0, 100);
INSERT INTO calendar_window (term, kind, from_day, through_day, recorded_at, decision)
SELECT decode(md5('t'), 'hex'), k, 0, 40000, 0, 'floor' FROM unnest(ARRAY['registration', 'addDrop', 'finals']) k;
INSERT INTO course (id, institution, programme, code, title_ar, title_en, title_vi, kind, units, field_ar, field_en, field_vi, about_ar, about_en, about_vi, pass_fail)
SELECT decode(md5('c' || n), 'hex'), decode(md5('i'), 'hex'), decode(md5('p'), 'hex'), 'F' || n, 'f', 'f', 'f', 'other', 3, 'f', 'f', 'f', 'about', 'about', 'about', 0 FROM generate_series(1, 200) n;
INSERT INTO section (id, institution, course, term, number, maximum, taken, state)
SELECT decode(md5('s' || n), 'hex'), decode(md5('i'), 'hex'), decode(md5('c' || n), 'hex'), decode(md5('t'), 'hex'), 1, 100000, 0, 'planned' FROM generate_series(1, 200) n;
INSERT INTO grant_row (id, person, role, institution, from_at, created_at)
SELECT decode(md5('g' || n), 'hex'), decode(md5('l' || n), 'hex'), 'learner', decode(md5('i'), 'hex'), 0, 0 FROM generate_series(1, 5000) n;
-- Only tables with rows: one that was vacuumed while empty is planned for as if it stayed empty.
VACUUM ANALYZE institution, person, grant_row, programme, licence, licence_status, term, calendar_window, course, section;
