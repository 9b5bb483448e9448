import Kernel

extension Instant {
  /// Reads an `xsd:dateTimeStamp` as others write it: with seconds and an offset; of a fraction, the
  /// digits beyond microseconds are dropped.
  package init?(stamp text: String) {
    let bytes = Array(text.utf8.prefix(80))
    guard bytes.count < 80, bytes.count > 17, bytes[16] == UInt8(ascii: ":") else { return nil }
    guard bytes.count > 20, bytes[19] == UInt8(ascii: ".") else {
      self.init(bytes: bytes)
      return
    }
    let digits = bytes[20...].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    let kept = bytes[..<20] + digits.prefix(6) + bytes[digits.endIndex...]
    self.init(bytes: Array(kept))
  }
}
