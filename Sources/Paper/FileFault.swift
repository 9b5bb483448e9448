/// Why a file that somebody gave us cannot be read, or written into; each has a sentence under
/// `paper.fault.` in the locale files.
package enum FileFault: String, Error, Sendable, CaseIterable {
  /// More than `Limits.file` bytes.
  case fileTooLarge
  /// It does not begin as a PNG.
  case notPNG
  /// A PNG that ends early, whose chunks are out of order, or whose check sums are wrong.
  case damagedPNG
  /// More than one chunk of a PNG, or more than one file in a PDF, claims to be the credential.
  case severalCredentials
  /// The PNG carries a credential already.
  case alreadyBaked
  /// What is to be baked, attached or read is no UTF-8 text, or holds a zero byte.
  case notText
  /// It does not begin as a PDF.
  case notPDF
  /// A PDF whose catalogue cannot be found.
  case damagedPDF
  /// A PDF that asks for a password, be it an empty one.
  case encryptedPDF
  /// A PDF of more objects than any certificate has.
  case tooManyObjects
  /// More than `Limits.attachments` files are attached.
  case tooManyAttachments
  /// What is packed in the file unfolds to more than is read.
  case inflatesTooFar
  /// Packed data that does not unpack.
  case damagedCompression
  /// Packed by a method that is not read: only Flate and plain bytes are.
  case unknownCompression
  /// A PNG in which no credential is baked.
  case nothingBaked
  /// A PDF to which no credential is attached.
  case nothingAttached
  /// Files are attached already, or the PDF is not built as ours are.
  case cannotAttach

  /// The key of its sentence in the locale files.
  package var key: String { "paper.fault.\(rawValue)" }
}

/// How much of somebody else's file is taken.
package enum Limits {
  /// Bytes of a file: 20 MiB.
  package static let file = 20 << 20
  /// Bytes of everything attached or baked, unpacked: 8 MiB.
  package static let unpacked = 8 << 20
  /// Bytes of a PDF's own packed structure, unpacked: 32 MiB.
  static let structure = 32 << 20
  /// Files attached to one PDF.
  package static let attachments = 32
  /// Values in a PDF, the nested ones counted too.
  static let values = 1_000_000
  /// Arrays and dictionaries within each other.
  static let depth = 64
}
