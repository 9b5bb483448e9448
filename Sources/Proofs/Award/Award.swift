package import Kernel

/// An award: an Open Badges 3.0 OpenBadgeCredential on the VC data model 2.0, in Arabic, narrowed
/// to what both allow.
package enum Award {
  static let contexts = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
  ]

  /// The unsigned credential these facts make; the same facts always make the same credential.
  package static func build(_ facts: AwardFacts) -> Value {
    object([
      "@context": texts(contexts),
      "id": .text("urn:uuid:\(facts.id)"),
      "type": texts(["VerifiableCredential", "OpenBadgeCredential"]),
      "name": .text(facts.named(facts.course.title.ar)),
      "description": .text(facts.headline),
      "issuer": object([
        "id": .text(facts.issuer.did.text),
        "type": texts(["Profile"]),
        "name": .text(facts.issuer.name.ar),
        "url": .text(facts.issuer.url),
        "endorsementJwt": facts.providerEndorsement.map { texts([$0]) },
      ]),
      "validFrom": .text(facts.validFrom),
      "credentialStatus": facts.status?.value,
      "credentialSubject": subject(facts),
      "evidence": .list(facts.records.map(\.evidence)),
    ])
  }

  private static func subject(_ facts: AwardFacts) -> Value {
    let achievement = facts.course.id
    return object([
      "id": .text("urn:uuid:\(facts.holder.subject)"),
      "type": texts(["AchievementSubject"]),
      "identifier": .list(identities(facts.holder)),
      "achievement": self.achievement(facts),
      "creditsEarned": .number(facts.course.units),
      "result": .list(
        [result(achievement + "#grade", facts.grade.symbol)]
          + (facts.grade.mark.map { [result(achievement + "#mark", $0.description)] } ?? [])),
      "source": unit(facts.issuer),
      "term": .text(facts.term.ar),
    ])
  }

  /// The unit that assessed and grants on the university's behalf.
  private static func unit(_ issuer: AwardFacts.Issuer) -> Value {
    object([
      "id": .text(issuer.did.text + "#unit"),
      "type": texts(["Profile"]),
      "name": .text(issuer.unitName.ar),
      "parentOrg": object([
        "id": .text(issuer.did.text),
        "type": texts(["Profile"]),
        "name": .text(issuer.name.ar),
      ]),
    ])
  }

  private static func identities(_ holder: AwardFacts.Holder) -> [Value] {
    func identity(_ type: String, _ value: String, hashed: Bool) -> Value {
      object([
        "type": .text("IdentityObject"), "hashed": .bool(hashed), "identityHash": .text(value),
        "identityType": .text(type),
      ])
    }
    return [identity("name", holder.name, hashed: false)]
      + (holder.maskedNumber.map { [identity("ext:MaskedNumber", $0, hashed: false)] } ?? [])
      // Not "nationalIdentityNumber": readers would take a hash without salt for unsalted.
      + (holder.identityHash.map { [identity("ext:SaltedNumber", $0, hashed: true)] } ?? [])
  }

  private static func result(_ description: String, _ value: String) -> Value {
    object([
      "type": texts(["Result"]), "resultDescription": .text(description), "value": .text(value),
    ])
  }

  private static func achievement(_ facts: AwardFacts) -> Value {
    let course = facts.course
    return object([
      "id": .text(course.id),
      "type": texts(["Achievement"]),
      "achievementType": .text("MicroCredential"),
      "name": .text(facts.named(course.title.ar)),
      "inLanguage": .text("ar"),
      "version": course.version.map { .text($0) },
      "description": .text(course.description.ar),
      "criteria": object(["narrative": .text(facts.criteria)]),
      "humanCode": .text(course.code),
      "fieldOfStudy": .text(course.field.ar),
      "creditsAvailable": .number(course.units),
      "creator": unit(facts.issuer),
      "otherIdentifier": .list([
        licence("ext:ProviderLicence", facts.providerLicence),
        licence("ext:ProgrammeLicence", facts.programmeLicence),
      ]),
      "related": .list([
        object([
          "id": .text(course.englishID), "type": texts(["Related"]), "inLanguage": .text("en"),
        ])
      ]),
      "alignment": .list(alignments(facts)),
      "resultDescription": .list(resultDescriptions(facts)),
      "endorsementJwt": facts.programmeEndorsement.map { texts([$0]) },
    ])
  }

  private static func licence(_ type: String, _ licence: AwardFacts.Licence) -> Value {
    object([
      "type": .text("IdentifierEntry"), "identifier": .text(licence.number),
      "identifierType": .text(type),
    ])
  }

  private static func alignments(_ facts: AwardFacts) -> [Value] {
    facts.articles.map { article in
      object([
        "type": texts(["Alignment"]),
        "targetType": .text("ext:RegulationArticle"),
        "targetCode": .text(article.citation.description),
        "targetName": .text(article.name.ar),
        "targetUrl": .text(article.url),
      ])
    }
      + facts.course.outcomes.enumerated().map { index, outcome in
        object([
          "type": texts(["Alignment"]),
          "targetType": .text("ext:LearningOutcome"),
          "targetCode": .text(outcome.code),
          "targetName": .text(outcome.text.ar),
          "targetUrl": .text("\(facts.course.id)#outcome-\(index + 1)"),
        ])
      }
  }

  private static func resultDescriptions(_ facts: AwardFacts) -> [Value] {
    let grade = facts.grade
    let symbols = object([
      "id": .text(facts.course.id + "#grade"),
      "type": texts(["ResultDescription"]),
      "name": .text("التقدير"),
      "resultType": .text("LetterGrade"),
      "allowedValue": grade.symbols.isEmpty ? nil : texts(grade.symbols),
      "requiredValue": grade.passingSymbol.map { .text($0) },
    ])
    guard grade.mark != nil else { return [symbols] }
    let marks = object([
      "id": .text(facts.course.id + "#mark"),
      "type": texts(["ResultDescription"]),
      "name": .text("الدرجة من 100"),
      "resultType": .text("RawScore"),
      "valueMin": .text("0"),
      "valueMax": .text("100"),
      "requiredValue": grade.passingMark.map { .text($0.description) },
    ])
    return [symbols, marks]
  }
}

extension Award {
  /// Every text an award says, one a line, for rules about its words; names of members are none.
  package static func words(_ award: Value) -> String {
    var words = ""
    words.reserveCapacity(8 << 10)
    collect(award, into: &words)
    return words
  }

  private static func collect(_ value: Value, into words: inout String) {
    switch value {
    case .text(let text), .plain(let text):
      words += text
      words += "\n"
    case .list(let elements): for element in elements { collect(element, into: &words) }
    case .object(let members): for pair in members.pairs { collect(pair.value, into: &words) }
    case .null, .bool, .number: break
    }
  }
}

extension AwardFacts {
  /// Whole seconds with the zone's offset: the token's `nbf` says the same, and the first ten
  /// characters are the day of issue.
  var validFrom: String {
    let micros = issuedAt.microseconds
    let fraction = ((micros % 1_000_000) + 1_000_000) % 1_000_000
    return zone.text(Instant(microseconds: micros - fraction))
  }

  func named(_ title: String) -> String { replayNote.map { "[\($0)] \(title)" } ?? title }
}
