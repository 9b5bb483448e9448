/// Sends requests to other installations and waits for the answer; a value, so that a test puts
/// another in its place.
package struct Transport: Sendable {
  private let perform: @Sendable (Request) throws -> Response

  /// A transport of one's own.
  package init(_ perform: @escaping @Sendable (Request) throws -> Response) {
    self.perform = perform
  }

  /// Sends a request on the calling thread; throws `Fault` when there is no answer. Whatever the
  /// other side answers is a response, also one that says no.
  package func send(_ request: Request) throws -> Response { try perform(request) }

  /// The system's libcurl. `caFile` names the authorities that are believed, in PEM form; those of
  /// the system when nil.
  package static func curl(caFile: String? = nil) -> Transport {
    let curl = Curl(caFile: caFile)
    return Transport { try curl.send($0) }
  }
}

extension Transport {
  /// What is done at an address.
  package enum Method: String, Sendable { case get = "GET", post = "POST" }

  /// Who named the host.
  package enum Reach: Hashable, Sendable {
    /// Whoever runs this installation: it may be anywhere.
    case anywhere
    /// A document from outside: only addresses of the public internet are connected to, whatever the
    /// name resolves to.
    case publicOnly
  }

  /// One request.
  package struct Request: Sendable {
    package var method: Method
    package var address: Address
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var reach: Reach
    /// The most bytes that are taken of an answer's body.
    package var most: Int
    /// Seconds to connect, and from the beginning to the end of it all.
    package var limits: (connect: Int, total: Int)

    /// A request for at most a mebibyte, with 5 seconds to connect and 20 in all.
    package init(
      _ method: Method, _ address: Address, reach: Reach,
      headers: [(name: String, value: String)] = [], body: [UInt8] = [], most: Int = 1 << 20,
      limits: (connect: Int, total: Int) = (5, 20)
    ) {
      self.method = method
      self.address = address
      self.reach = reach
      self.headers = headers
      self.body = body
      self.most = most
      self.limits = limits
    }
  }

  /// What was answered.
  package struct Response: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    /// An answer of one's own.
    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8]) {
      self.status = status
      self.headers = headers
      self.body = body
    }

    /// The first header of a name that is written in small letters.
    package subscript(header name: String) -> String? {
      headers.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
  }

  /// Why there is no answer; it names the host and never the path.
  package struct Fault: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of obstacle it was.
    package enum Reason: String, Sendable {
      /// Not https, and not http to this machine.
      case address
      /// The name leads to a private address.
      case notPublic
      /// Nobody is found or answers there.
      case unreachable
      /// Its certificate is not to be believed.
      case untrusted
      case late
      case tooLarge
      /// Anything else that went wrong on the way.
      case broken
    }

    package let reason: Reason
    package let host: String
    /// More about it, in the library's words; never anything of the request.
    package let detail: String

    /// An obstacle of one's own.
    package init(_ reason: Reason, host: String, detail: String = "") {
      self.reason = reason
      self.host = host
      self.detail = detail
    }

    package var description: String {
      let told =
        switch reason {
        case .address: "is no address; write https://, or http:// to this machine"
        case .notPublic: "leads to an address that is not public"
        case .unreachable: "cannot be reached"
        case .untrusted: "has a certificate that is not believed"
        case .late: "did not answer in time"
        case .tooLarge: "answers more than is taken"
        case .broken: "broke off"
        }
      return "\(host) \(told)" + (detail.isEmpty ? "" : " (\(detail))")
    }
  }
}
