import Kernel
import Regulations
import Testing

/// The regulator's two regimes as data: which holds on a day, what is set and what the sources leave
/// open, and how well each text is known.
@Suite struct RegulatorPackTests {
  private static func pack() throws -> Pack { try Pack(try OwnPacks.files("sa-nelc")) }

  @Test(
    arguments: [
      ("2020-08-10", nil), ("2020-08-11", "1441"), ("2024-11-12", "1441"), ("2024-11-13", "1446"),
      ("2026-09-01", "1446"),
    ] as [(String, String?)])
  func eachDayHasItsRegime(_ day: String, _ edition: String?) throws {
    let day = try #require(Day(text: day))
    #expect(try Self.pack().edition(inForceOn: day)?.id == edition)
  }

  /// A later law stands alone: what the earlier one had and it does not name is gone.
  @Test func theSecondRegimeDoesNotContinueTheFirst() throws {
    let pack = try Self.pack()
    let (first, second) = (
      try #require(pack.edition("1441")), try #require(pack.edition("1446"))
    )
    #expect(first.article("entity-licence") != nil && second.article("entity-licence") == nil)
    #expect(first.procedure("entity-licence") != nil)
    #expect(second.procedure("entity-licence") == nil)
    #expect(first.procedure("preliminary-approval") == nil)
  }

  @Test func whatNoSourceSaysStaysUnset() throws {
    let pack = try Self.pack()
    for (edition, keys) in [
      (
        "1441",
        [
          "review.days", "supplement.days", "objection.days", "correction.days", "fee.review",
          "fee.compliance",
        ]
      ),
      ("1446", ["supplement.days", "objection.days", "fee.programme"]),
    ] {
      for key in keys {
        let parameter = try #require(pack.edition(edition)?.parameters[key], "\(edition) \(key)")
        #expect(parameter.values == nil && parameter.reading != nil, "\(edition) \(key)")
      }
    }
  }

  @Test func noTextOfTheRegulatorIsHeldInFull() throws {
    let pack = try Self.pack()
    for edition in pack.editions {
      #expect(edition.textStatus != .full)
      for article in edition.articles { #expect(article.textStatus != .full, "\(article.id)") }
    }
    for set in pack.standardSets {
      #expect(set.textStatus != .full)
      for standard in set.domains.flatMap(\.standards) {
        #expect(standard.textStatus != .full, "\(standard.code)")
      }
    }
  }

  /// Nobody is refused for want of what only we inferred.
  @Test func onlyKnownStandardsAreRequired() throws {
    for set in try Self.pack().standardSets {
      for standard in set.domains.flatMap(\.standards) where standard.textStatus == .inferred {
        #expect(!standard.isRequired, "\(standard.code)")
      }
    }
  }

  /// In each procedure: what decides has article and reasons, what is objected to is decided by
  /// somebody else, and a field for each required standard.
  @Test func everyProcedureKeepsTheSamePromises() throws {
    for edition in try Self.pack().editions {
      for procedure in edition.procedures {
        let name = "\(edition.id) \(procedure.id)"
        #expect(procedure.receipt != nil, "\(name)")
        for step in procedure.steps where step.decides != nil {
          #expect(step.needs.isSuperset(of: [.article, .reasons]), "\(name) \(step.id)")
          #expect(!step.letters.isEmpty, "\(name) \(step.id) tells nobody")
        }
        for step in procedure.steps where step.from.contains("objected") {
          #expect(step.otherThan == ["refuse"], "\(name) \(step.id)")
        }
        guard procedure.id != "renewal" else { continue }
        for standard in procedure.standards where standard.isRequired {
          #expect(
            procedure.fields.contains { $0.standard == standard.code }, "\(name) \(standard.code)")
        }
      }
    }
  }
}
