// By its digest a file is found in every case that names it: bytes that a person takes along go only where
// no other case names them.
let migration0019 = """
  CREATE INDEX case_document_digest ON case_document (digest)
  """
