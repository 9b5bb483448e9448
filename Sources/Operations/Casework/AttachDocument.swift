package import Casework
import Dispatch
package import Kernel
import Regulations
import Storage

/// Names a file that lies in the store among the answers to a field. It is journaled by its digest
/// once it is filed.
package struct AttachDocument: Operation {
  package static let name = "AttachDocument"

  let file: CaseID
  let document: CaseDocument

  package func run(_ work: Work) throws -> Decided<Bool> {
    let desk = try work.desk(file)
    _ = try desk.fileField(document.field, work.actor, at: work.at)
    let all = try CaseDocument.of(file, in: work.tx)
    guard all.count < CaseDocument.mostOfCase else {
      throw OperationFault.stateConflict("this case has been given too many files")
    }
    guard
      all.count(where: { $0.isAttached && $0.field == document.field }) < CaseDocument.mostOfField
    else {
      throw FormRefused(
        faults: [FormFault(document.field, .tooManyFiles, CaseDocument.mostOfField)])
    }
    // Erasing whoever else gave it may have removed it since it was kept.
    guard work.office.documents?.holds(document.digest) == true else {
      throw OperationFault.stateConflict("the file is not in the store any more; send it again")
    }
    try document.insert(file, in: work.tx)
    return Decided(Ruling([], at: work.at), work.id(), true)
  }
}

/// Takes a file off the form again, before it is sent.
package struct DetachDocument: Operation {
  package static let name = "DetachDocument"

  let file: CaseID
  let field: String
  let digest: [UInt8]

  package init(file: CaseID, field: String, digest: [UInt8]) {
    self.file = file
    self.field = field
    self.digest = digest
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    _ = try work.desk(file).fileField(field, work.actor, at: work.at)
    guard try CaseDocument.detach(file, field: field, digest: digest, in: work.tx) else {
      throw OperationFault.notFound("document")
    }
    return Decided(Ruling([], at: work.at), work.id(), true)
  }
}

extension CaseDesk {
  /// Whether somebody may fill in the form now: who writes a draft, or who may supplement.
  func takesForm(from actor: Actor, at: Instant) -> Bool {
    guard file.turn != .draft else { return actor.person == file.person }
    return procedure.steps(from: file.state).contains {
      $0.needs.contains(.form) && $0.refusal(of: actor, from: side, after: steps, at: at) == nil
    }
  }

  /// A field for files of a form that somebody may fill in now.
  func fileField(_ key: String, _ actor: Actor, at: Instant) throws -> ProcedureField {
    guard takesForm(from: actor, at: at) else {
      throw OperationFault.stateConflict("the form of this case is not open to you now")
    }
    guard let field = procedure.field(key), field.kind == .file else {
      throw OperationFault.notFound("field for files")
    }
    return field
  }
}

extension Office {
  /// Looks at a file that was sent for a field, stores its bytes and names it in the case; throws
  /// `FormRefused` where its kind or size is not what the field takes.
  package func attach(
    _ bytes: ArraySlice<UInt8>, named given: String, to file: CaseID, field key: String,
    by actor: Actor
  ) async throws -> CaseDocument {
    guard let documents else {
      throw StorageFault.unavailable("this process has no place for documents")
    }
    let at = clock.now
    let (person, type) = try look(at: bytes, named: given, for: file, key, actor, at)
    let digest = try await withCheckedThrowingContinuation { continuation in
      // Waits for the disk, away from the threads that answer requests.
      DispatchQueue.global(qos: .userInitiated).async {
        continuation.resume(with: Result { try documents.keep(bytes) })
      }
    }
    let document = CaseDocument(
      field: key, digest: digest, name: DocumentName.clean(given), type: type,
      bytes: bytes.count, at: at, person: person)
    _ = try await perform(AttachDocument(file: file, document: document), by: actor, at: at)
    return document
  }

  /// The same at an instant, waiting for the disk: for stories.
  package func attachAndWait(
    _ bytes: ArraySlice<UInt8>, named given: String, to file: CaseID, field key: String,
    by actor: Actor, at: Instant
  ) throws -> Decided<Bool> {
    let (person, type) = try look(at: bytes, named: given, for: file, key, actor, at)
    guard let documents else {
      throw StorageFault.unavailable("this process has no place for documents")
    }
    let document = CaseDocument(
      field: key, digest: try documents.keep(bytes), name: DocumentName.clean(given), type: type,
      bytes: bytes.count, at: at, person: person)
    return try performAndWait(AttachDocument(file: file, document: document), by: actor, at: at)
  }

  /// Who attaches a file, and its type; throws where the field does not take it.
  private func look(
    at bytes: ArraySlice<UInt8>, named given: String, for file: CaseID, _ key: String,
    _ actor: Actor, _ at: Instant
  ) throws -> (person: PersonID, type: String) {
    let desk = try database.read { try CaseDesk.find(file, actor, at: at, self, in: $0) }
    guard let person = actor.person, let desk else { throw OperationFault.notFound("case") }
    let field = try desk.fileField(key, actor, at: at)
    guard !bytes.isEmpty else { throw FormRefused(faults: [FormFault(key, .noFile)]) }
    guard bytes.count <= field.maximumBytes else {
      throw FormRefused(faults: [FormFault(key, .largeFile, field.maximumBytes)])
    }
    guard let type = FileType.of(bytes, name: given), field.types.contains(type) else {
      throw FormRefused(faults: [FormFault(key, .wrongFile)])
    }
    return (person, type)
  }

  /// The bytes of a file that a case names.
  package func bytes(of document: CaseDocument) async throws -> [UInt8] {
    guard let documents else {
      throw StorageFault.unavailable("this process has no place for documents")
    }
    return try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global(qos: .userInitiated).async {
        continuation.resume(with: Result { try documents.read(document.digest) })
      }
    }
  }
}

/// The name of a file as a stranger's machine gives it.
package enum DocumentName {
  /// The longest name that is kept, in UTF-8 bytes.
  static let limit = 150

  /// The last part of a path, without characters that nobody sees or that turn the line around; cut
  /// in the middle, because the ending tells the kind.
  package static func clean(_ given: String) -> String {
    let last = given.unicodeScalars.split { $0 == "/" || $0 == "\\" }.last ?? [][...]
    var kept = String.UnicodeScalarView()
    for scalar in last {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
        if scalar.value == 0x200C || scalar.value == 0x200D { kept.append(scalar) }
      default: kept.append(scalar)
      }
    }
    let text = String(kept)
    guard text.utf8.count > limit else { return text }
    let ending = text.unicodeScalars.suffix(5)
    var begin = Substring.UnicodeScalarView()
    var count = String(String.UnicodeScalarView(ending)).utf8.count + 3
    for scalar in text.unicodeScalars {
      count += UTF8.width(scalar)
      guard count <= limit else { break }
      begin.append(scalar)
    }
    return String(begin) + "…" + String(String.UnicodeScalarView(ending))
  }
}
