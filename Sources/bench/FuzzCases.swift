import ArgumentParser
import Casework
import Foundation
import JSON
import Kernel
import Operations
import Regulations
import Web

/// Procedures, answers and forms to begin with, and what reads them.
struct CaseSamples {
  /// The pack whose procedure is changed, with that one alone.
  private let files: PackFiles
  private static let place = "1446/procedures/preliminary-approval.yaml"
  private let texts: [[UInt8]]
  private let procedures: [Procedure]
  private static let boundary = "a-boundary"

  init(packs: String) throws {
    let folder = try PackFolder.files(at: packs + "/sa-nelc")
    files = PackFiles(
      name: folder.name,
      texts: folder.texts.filter {
        !$0.key.contains("/procedures/") && !$0.key.contains("/examples/")
      })
    let library = try PackFolder.library(at: packs)
    procedures = library.packs.flatMap { $0.editions.flatMap(\.procedures) }
    texts = folder.texts.filter { $0.key.contains("1446/procedures/") }.sorted { $0.key < $1.key }
      .map { Array($0.value.utf8) }
    guard !procedures.isEmpty, !texts.isEmpty else {
      throw ValidationError("\(packs) holds no procedures")
    }
  }

  func inputs(_ format: FuzzFormat) -> [[UInt8]] {
    switch format {
    case .procedure: texts
    case .answers: procedures.map { JSON.write(Self.answers($0.fields)) }
    case .form:
      procedures.map {
        Array(Self.pairs($0.fields).map(Self.encoded).joined(separator: Array("&".utf8)))
      }
    case .multipart: procedures.map { Self.multipart($0.fields) }
    default: []
    }
  }

  /// Reads an input as what it claims to be; whatever it holds, this returns.
  func read(_ input: [UInt8], as format: FuzzFormat) {
    switch format {
    case .procedure:
      var texts = files.texts
      texts[Self.place] = String(decoding: input, as: UTF8.self)
      guard let pack = try? Pack(PackFiles(name: files.name, texts: texts)) else { return }
      for procedure in pack.editions.flatMap(\.procedures) {
        let read = Form(procedure).read(Self.answers(procedure.fields))
        _ = procedure.standards(for: read.answers)
        _ = procedure.steps.map { Form($0).read(read.answers) }
      }
    case .answers:
      guard let value = try? JSON.read(input) else { return }
      for procedure in procedures { _ = Form(procedure).read(value) }
    case .form, .multipart:
      let type =
        format == .form
        ? "application/x-www-form-urlencoded"
        : "multipart/form-data; boundary=\(Self.boundary)"
      for procedure in procedures {
        _ = SentCaseForm.faults(input, type: type, for: procedure)
      }
    default: return
    }
  }

  // MARK: - Right answers, as somebody would give them

  private static func answers(_ fields: [ProcedureField]) -> Value {
    .object(Value.Members(fields.map { ($0.key, answer($0)) }))
  }

  private static func answer(_ field: ProcedureField) -> Value {
    switch field.kind {
    case .acknowledgement: .bool(true)
    case .number: .number(ExactDecimal(mantissa: Int64(field.minimum ?? 1)))
    case .table: .list([.object(Value.Members(field.columns.map { ($0.key, answer($0)) }))])
    case .date:
      .object(Value.Members([("day", .text("2026-09-01")), ("printed", .text("1448/3/19"))]))
    default: .text(word(field))
    }
  }

  private static func word(_ field: ProcedureField) -> String {
    switch field.kind {
    case .choice: field.choices.first?.value ?? ""
    case .date: "1448/3/19"
    case .money: "500.00 SAR"
    case .mark: "94.5"
    case .number: "\(field.minimum ?? 1)"
    case .acknowledgement: "yes"
    default: String(repeating: "Một câu trả lời. ", count: 5)
    }
  }

  private static func pairs(_ fields: [ProcedureField]) -> [(name: String, value: String)] {
    fields.flatMap { field -> [(name: String, value: String)] in
      guard field.kind == .table else { return [("field.\(field.key)", word(field))] }
      return (1...3).flatMap { row in
        field.columns.map { ("field.\(field.key).\(row).\($0.key)", word($0)) }
      }
    }
  }

  private static func encoded(_ pair: (name: String, value: String)) -> [UInt8] {
    let value = pair.value.utf8.flatMap { byte -> [UInt8] in
      if byte == 0x20 { return [0x2B] }
      let hex = Array("0123456789ABCDEF".utf8)
      return byte > 0x2F && byte < 0x3A || byte > 0x60 && byte < 0x7B
        ? [byte] : [0x25, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
    }
    return Array(pair.name.utf8) + [0x3D] + value
  }

  private static func multipart(_ fields: [ProcedureField]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (name, value) in pairs(fields) {
      bytes += Array(
        "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8
      )
    }
    for field in fields where field.kind == .file {
      bytes += Array(
        "--\(boundary)\r\nContent-Disposition: form-data; name=\"field.\(field.key)\"; "
          .utf8)
      bytes += Array("filename=\"a;b\\\".pdf\"\r\nContent-Type: application/pdf\r\n\r\n".utf8)
      bytes += Array("%PDF-1.7\r\n--\r\n\(boundary)\r\n".utf8)
    }
    return bytes + Array("--\(boundary)--\r\n".utf8)
  }
}
