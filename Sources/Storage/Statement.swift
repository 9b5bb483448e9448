package import Kernel

/// SQL text written in the source: never built from outside data, and so the key of its statement.
package struct SQL: ExpressibleByStringLiteral, Sendable {
  let text: StaticString

  package init(stringLiteral value: StaticString) { text = value }
}

/// A value bound to `$n`.
package enum Bind: Sendable {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])
  case identity(UInt64, UInt64)

  package static func int(_ value: Int) -> Bind { .integer(Int64(value)) }
  package static func flag(_ value: Bool) -> Bind { .integer(value ? 1 : 0) }
  package static func id<Of>(_ id: ID<Of>) -> Bind { .identity(id.high, id.low) }
  package static func instant(_ instant: Instant) -> Bind { .integer(instant.microseconds) }
  package static func day(_ day: Day) -> Bind { .integer(Int64(day.number)) }

  @inlinable package static func optional<Held>(_ value: Held?, _ bind: (Held) -> Bind) -> Bind {
    value.map(bind) ?? .null
  }
}
