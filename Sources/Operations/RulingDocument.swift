package import JSON
package import Kernel
package import Language
package import Regulations
import Storage

/// Rulings as JSON: for the journal without words, for people with the sentences of their language.
package enum RulingDocument {
  /// What anyone may know of an entry. It repeats every column that stands beside it: only what is
  /// in here is sealed.
  static func publicPart(
    _ ruling: Ruling, id: RulingID, institution: InstitutionID, kind: JournalEntry.Kind,
    operation: String
  ) -> [UInt8] {
    var json = JSONWriter(reserving: 896)
    json.beginObject()
    json.field("id", id.description)
    json.field("institution", institution.description)
    json.field("kind", kind.rawValue)
    json.field("operation", operation)
    json.field("outcome", ruling.outcome.rawValue)
    json.field("at", ruling.at.microseconds)
    json.key("grounds")
    json.beginArray()
    for ground in ruling.grounds {
      json.beginObject()
      json.field("article", ground.citation.description)
      json.field("rule", ground.finding.rule)
      json.field("outcome", ground.finding.outcome.rawValue)
      if !ground.finding.variant.isEmpty { json.field("variant", ground.finding.variant) }
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes
  }

  static func facts(
    _ ruling: Ruling, actor: PersonID?, subject: PersonID?,
    _ extra: [(name: String, value: Argument)]
  ) -> [UInt8] {
    var json = JSONWriter(reserving: 768)
    json.beginObject()
    if let actor { json.field("actor", actor.description) }
    if let subject { json.field("subject", subject.description) }
    json.key("facts")
    write(extra, into: &json)
    json.key("values")
    json.beginArray()
    for ground in ruling.grounds { write(ground.finding.arguments, into: &json) }
    json.endArray()
    json.endObject()
    return json.bytes
  }

  /// Typed arguments as an object: numbers exact, amounts `690.00 SAR`, instants in UTC.
  package static func write(
    _ arguments: [(name: String, value: Argument)], into json: inout JSONWriter
  ) {
    json.beginObject()
    for (name, value) in arguments {
      json.key(text: name)
      switch value {
      case .integer(let number): json.int(number)
      case .decimal(let number): json.decimal(number)
      case .money(let money): json.string(money.description)
      case .day(let day): json.string(day.description)
      case .instant(let instant): json.string(instant.utcText)
      case .flag(let flag): json.bool(flag)
      case .text(let text): json.string(text)
      case .list(let items):
        json.beginArray()
        for item in items { json.string(item) }
        json.endArray()
      }
    }
    json.endObject()
  }

  /// The ruling as its reader gets it: outcome, every ground with article, text in the language
  /// spoken, the numbers compared, edition and instant.
  package static func write(
    _ ruling: Ruling, id: RulingID?, speech: Speech, into json: inout JSONWriter
  ) {
    json.beginObject()
    if let id { json.field("id", id.description) }
    json.field("outcome", ruling.outcome.rawValue)
    json.field("at", ruling.at.utcText)
    if let headline = ruling.headline {
      json.field("edition", headline.edition.name)
      json.field("article", headline.citation.description)
      json.field("text", speech.finding(headline.finding))
      if let forward = speech.forward(headline.finding) { json.field("forward", forward) }
    }
    json.key("grounds")
    json.beginArray()
    for ground in ruling.grounds {
      json.beginObject()
      json.field("article", ground.citation.description)
      json.field("rule", ground.finding.rule)
      json.field("outcome", ground.finding.outcome.rawValue)
      if !ground.finding.variant.isEmpty { json.field("variant", ground.finding.variant) }
      json.field("text", speech.finding(ground.finding))
      if let status = ground.edition.article(ground.finding.article)?.textStatus {
        json.field("textStatus", status.rawValue)
      }
      json.key("values")
      write(ground.finding.arguments, into: &json)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }
}
