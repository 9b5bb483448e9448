import Kernel

extension Reader {
  /// The number at the present place, exactly: `1.50` keeps its decimals, `15e-1` becomes `1.5`.
  mutating func number() throws(JSONFault) -> ExactDecimal {
    let start = position
    let negative = next == UInt8(ascii: "-")
    if negative { position += 1 }
    var digits = Digits()
    let firstDigit = position
    takeDigits(into: &digits)
    let whole = position - firstDigit
    guard whole > 0 else { throw next == nil ? fault(.ended) : fault(.badNumber) }
    guard whole == 1 || bytes[firstDigit] != UInt8(ascii: "0") else {
      throw fault(.badNumber, at: firstDigit)
    }
    var decimals = 0
    if next == UInt8(ascii: ".") {
      position += 1
      let first = position
      takeDigits(into: &digits)
      decimals = position - first
      guard decimals > 0 else { throw next == nil ? fault(.ended) : fault(.badNumber) }
    }
    let exponent = try exponent()
    if let number = digits.number(negative: negative, decimals: decimals - exponent) {
      return number
    }
    guard limits.rounds,
      let number = digits.rounded(negative: negative, decimals: decimals - exponent)
    else { throw fault(.inexactNumber, at: start) }
    return number
  }

  private mutating func takeDigits(into digits: inout Digits) {
    while position < bytes.count, case let byte = bytes[position],
      byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9")
    {
      digits.append(byte - UInt8(ascii: "0"))
      position += 1
    }
  }

  /// The exponent, 0 when there is none; beyond a million it stays there, since no such number but
  /// zero can be held anyway.
  private mutating func exponent() throws(JSONFault) -> Int {
    guard next == UInt8(ascii: "e") || next == UInt8(ascii: "E") else { return 0 }
    position += 1
    let negative = next == UInt8(ascii: "-")
    if negative || next == UInt8(ascii: "+") { position += 1 }
    let first = position
    var value = 0
    while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1_000_000)
      position += 1
    }
    guard position > first else { throw next == nil ? fault(.ended) : fault(.badNumber) }
    return negative ? -value : value
  }
}

/// Digits as they come, trailing zeros counted apart so that `1.000000000000` is still one.
private struct Digits {
  private var magnitude: UInt64 = 0
  private var zeros = 0
  private var overflowed = false
  /// How many digits came after those that are kept.
  private var lost = 0

  mutating func append(_ digit: UInt8) {
    guard !overflowed else {
      lost += 1
      return
    }
    guard digit != 0 else {
      if magnitude != 0 { zeros += 1 }
      return
    }
    var shifted = magnitude
    guard shift(&shifted, by: zeros + 1),
      case let (sum, overflow) = shifted.addingReportingOverflow(UInt64(digit)), !overflow
    else {
      overflowed = true
      lost = 1
      return
    }
    zeros = 0
    magnitude = sum
  }

  /// The number with as many of its first digits as can be kept; nil when it is too large.
  func rounded(negative: Bool, decimals: Int) -> ExactDecimal? {
    var magnitude = magnitude
    var scale = decimals - zeros - lost
    while scale > ExactDecimal.maximumScale || magnitude > UInt64(Int64.max) {
      magnitude /= 10
      scale -= 1
      if magnitude == 0 { return ExactDecimal(mantissa: 0) }
    }
    guard scale < 0 else {
      return ExactDecimal(mantissa: negative ? -Int64(magnitude) : Int64(magnitude), scale: scale)
    }
    guard shift(&magnitude, by: -scale), magnitude <= UInt64(Int64.max) else { return nil }
    return ExactDecimal(mantissa: negative ? -Int64(magnitude) : Int64(magnitude))
  }

  /// The digits divided by ten to the power of `decimals`, with as many decimals as were written
  /// when they fit; nil when the number cannot be held exactly.
  func number(negative: Bool, decimals: Int) -> ExactDecimal? {
    let written = min(max(decimals, 0), ExactDecimal.maximumScale)
    guard magnitude != 0, !overflowed else {
      return overflowed ? nil : ExactDecimal(mantissa: 0, scale: written)
    }
    let needed = max(decimals - zeros, 0)
    guard needed <= ExactDecimal.maximumScale else { return nil }
    for scale in stride(from: max(written, needed), through: needed, by: -1) {
      var value = magnitude
      guard shift(&value, by: scale + zeros - decimals) else { continue }
      if value <= UInt64(Int64.max) {
        return ExactDecimal(mantissa: negative ? -Int64(value) : Int64(value), scale: scale)
      }
      if negative, value == Int64.min.magnitude {
        return ExactDecimal(mantissa: .min, scale: scale)
      }
    }
    return nil
  }

  /// Multiplies by a power of ten; false, with the value unchanged, when it does not fit.
  private func shift(_ value: inout UInt64, by power: Int) -> Bool {
    guard power <= 19 else { return false }
    var result = value
    for _ in 0..<max(power, 0) {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      guard !overflow else { return false }
      result = product
    }
    value = result
    return true
  }
}
