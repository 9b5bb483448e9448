// A day's registrations fall due at the same instant: what is due is read in the order of its number
// too, a part after a part, and not sorted anew for each.
let migration0006 = """
  DROP INDEX invoice_due;
  CREATE INDEX invoice_due ON invoice (due_at, number) WHERE state = 'open'
  """
