import HTTPTypes
import Hummingbird
import JSON
import Kernel
import NIOCore
import Regulations

/// Answers and inputs of HTTP, in their few shapes.
enum Reply {
  static func bytes(
    _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok, cache: String? = nil
  ) -> Response {
    var headers: HTTPFields = [.contentType: type]
    if let cache { headers[.cacheControl] = cache }
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  static func json(
    _ body: [UInt8], status: HTTPResponse.Status = .ok, type: String = "application/json"
  ) -> Response { bytes(body, type: type, status: status) }

  /// A file to keep under a name of plain ASCII.
  static func file(_ bytes: [UInt8], _ name: String, type: String) -> Response {
    var response = Reply.bytes(bytes, type: type)
    response.headers[.contentDisposition] = "attachment; filename=\"\(name)\""
    return response
  }

  /// A file that a stranger brought: it is only ever kept, never shown in a window of ours, whatever
  /// it holds (RFC 6266: a plain name for old programs, the whole one for the others).
  static func document(_ bytes: [UInt8], _ name: String, type: String) -> Response {
    var response = Reply.bytes(bytes, type: type, cache: "private, no-store")
    let plain = name.unicodeScalars.map { scalar -> Character in
      let isKept =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
          || " .-_()".unicodeScalars.contains(scalar))
      return isKept ? Character(scalar) : "_"
    }
    response.headers[.contentDisposition] =
      "attachment; filename=\"\(String(plain))\"; filename*=UTF-8''\(Path.encoded(name))"
    response.headers[.contentSecurityPolicy] = "sandbox; default-src 'none'"
    return response
  }

  static func page(_ html: HTML, status: HTTPResponse.Status = .ok) -> Response {
    bytes(html.bytes, type: "text/html; charset=utf-8", status: status)
  }

  static func redirect(_ path: Path) -> Response {
    Response(status: .seeOther, headers: [.location: path.text])
  }
}

extension Request {
  /// The body, at most so many bytes: the context's upload size where nothing is said.
  func bodyBytes(_ context: SiteContext, upTo limit: Int? = nil) async throws -> [UInt8] {
    let limit = limit ?? context.maxUploadSize
    let large = Problem(
      status: .contentTooLarge, type: "bad-input",
      detail: "The request is larger than \(limit >> 20) MiB.")
    let announced = headers[.contentLength].flatMap { Int($0) } ?? 0
    guard announced <= limit else { throw large }
    // The bytes lie in memory once: room for what is announced is made before they come.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(announced)
    do {
      for try await piece in body {
        guard piece.readableBytes <= limit - bytes.count else { throw large }
        bytes.append(contentsOf: piece.readableBytesView)
      }
    } catch let problem as Problem {
      throw problem
    } catch {
      // Its sender went away or wrote it wrong: no fault of ours.
      throw Problem.badInput("body", "The body is not whole, or not written as HTTP has it.")
    }
    context.didReadBody()
    return bytes
  }

  /// The body as a strict reader over JSON; an empty body is an empty object.
  func jsonBody(_ context: SiteContext) async throws -> Reader {
    let bytes = try await bodyBytes(context)
    let value = bytes.isEmpty ? .object(Value.Members()) : try JSON.read(bytes)
    return Reader(value, file: "body", place: "")
  }

  /// The fields of a form; the first of a name counts.
  func form(_ context: SiteContext) async throws -> FormBody {
    FormBody(try await bodyBytes(context))
  }
}

/// The fields of an `application/x-www-form-urlencoded` body.
struct FormBody: Sendable {
  let fields: [(name: String, value: String)]

  init(_ bytes: [UInt8]) {
    let most = 2_000
    let pairs = bytes.split(separator: UInt8(ascii: "&"), maxSplits: most).prefix(most)
    fields = pairs.compactMap { pair in
      let halves = pair.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = FormBody.decode(halves[0]),
        let value = halves.count > 1 ? FormBody.decode(halves[1]) : ""
      else { return nil }
      return (name, value)
    }
  }

  init(_ fields: [(name: String, value: String)]) { self.fields = fields }

  private static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
    var out: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): out.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(Hex.digit),
          let low = rest.popFirst().flatMap(Hex.digit)
        else { return nil }
        out.append(high << 4 | low)
      default: out.append(byte)
      }
    }
    return String(validating: out, as: UTF8.self)
  }

  subscript(name: String) -> String? {
    fields.first { $0.name == name }?.value
  }

  /// A field that must be there and hold something.
  func required(_ name: String) throws -> String {
    guard let value = self[name], !value.isEmpty else {
      throw Problem.badInput(name, "This field must be filled in.")
    }
    return value
  }

  func id<Of>(_ name: String, _: Of.Type = Of.self) throws -> ID<Of> {
    guard let id = ID<Of>(text: try required(name)) else {
      throw Problem.badInput(name, "This is no identifier.")
    }
    return id
  }

  func all(_ prefix: String) -> [(name: String, value: String)] {
    fields.filter { $0.name.hasPrefix(prefix) }
      .map { (String($0.name.dropFirst(prefix.count)), $0.value) }
  }
}

extension SiteContext {
  /// An identifier in the path; anything else is as absent as an unknown one.
  func id<Of>(_ name: String, _: Of.Type = Of.self) throws -> ID<Of> {
    guard let text = parameters.get(name), let id = ID<Of>(text: text) else {
      throw Problem.notFound
    }
    return id
  }

  /// Who asks; an API call without a token is refused.
  func bearer() throws -> Visitor {
    guard let visitor else { throw Problem.unauthorized }
    return visitor
  }
}
