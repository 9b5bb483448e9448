import Compression
import JSON

extension StatementBody {
  /// A kept body as it is encrypted: a byte that tells how it is packed, and the packed bytes.
  package static func packed(_ kept: [UInt8]) -> [UInt8] {
    guard let packed = second.pack(kept) else { return kept }
    return [2] + packed
  }

  /// The kept body of what `packed` gave, or of one that was stored before bodies were packed; nil
  /// for anything else.
  package static func unpacked(_ bytes: [UInt8]) -> [UInt8]? {
    switch bytes.first {
    case UInt8(ascii: "{"): return bytes
    case 1:
      var budget = limits.bytes * 2
      return try? first.unpack(bytes.dropFirst(), budget: &budget).bytes
    case 2: return second.unpack(bytes.dropFirst(), most: limits.bytes * 2)
    default: return nil
    }
  }

  // What was packed lies in stores: another way of packing takes another number, and the ways and their
  // dictionary stay as they are.

  private static let first = Deflate.short(dictionary: dictionary)
  /// A quarter of the first one's time for a tenth more bytes.
  private static let second = Zstandard(dictionary: dictionary)

  private static let dictionary = Array(
    (#"https://w3id.org/xapi/video/extensions/progress"time":"played-segments"length":"#
      + #"http://id.tincanapi.com/verb/earned"rated"response":"choices":[{"id":"#
      + #""interactionType":"correctResponsesPattern":["attachments":[{"usageType":"#
      + #""contentType":"application/json","length":"sha2":"fileUrl":"members":"#
      + #""mbox_sha1sum":"openid":"moreInfo":"StatementRef"SubStatement"Group","member":[{"#
      + #"@example.com"name":{"en":"en-US":"ar-SA":"vi":"","mbox":"mailto:"},"#
      + #""contextActivities":{"parent":[{"id":"https://","definition":{"type":"#
      + #""https://w3id.org/xapi/cmi5/activitytype/course"}}],"grouping":[{"category":[{"#
      + #""extensions":{"https://nelc.gov.sa/extensions/platform":{"name":{"#
      + #""context":{"registration":"","platform":"","language":"ar-SA","instructor":{"#
      + #""result":{"score":{"scaled":0.,"raw":,"min":0,"max":100},"completion":true,"#
      + #""success":true,"duration":"PT"stored":"version":"1.0.0","timestamp":"20"#
      + #"00Z","description":{"ar-SA":""},"type":"http://adlnet.gov/expapi/activities/lesson"#
      + #""object":{"objectType":"Activity","id":"https://"definition":{"name":{"ar-SA":"#
      + #""verb":{"id":"https://w3id.org/xapi/acrossx/verbs/watched"initialized"attempted"#
      + #"registered"progressed"http://adlnet.gov/expapi/verbs/completed","display":{"en-US":"#
      + #"{"actor":{"objectType":"Agent","name":","account":{"homePage":"https://"#).utf8)
}
