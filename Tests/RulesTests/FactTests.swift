import Kernel
import Regulations
import Rules
import Testing

@Suite("Facts from outside")
struct FactTests {
  private func fault(_ rule: String, _ yaml: String) throws -> FactFault? {
    let instant = try #require(Instant(text: "2026-09-01T10:00:00+03:00"))
    let law = try #require(try Packs.library().law("sa-iu-ecourses", at: instant))
    let found = try #require(Catalogue.rule(rule))
    let facts = try YAML.read(yaml, file: "facts")
    do {
      _ = try Catalogue.decide(found, facts: facts, under: law)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "Good facts are read",
    arguments: [
      ("Registration/UnitCap", "{ unitsHeld: 22, unitsAdded: 3 }"),
      ("Registration/UnitCap", "{ unitsHeld: 022, unitsAdded: 3.0 }"),
      ("Grades/Grade", "{ mark: 94.995 }"),
      ("Grades/Grade", "{ mark: null, code: DN }"),
      ("Fees/DropCredit", "{ paid: 690.00 SAR }"),
      ("Registration/Drop", "{ days: { from: 2026-08-23, through: 2026-09-10 } }"),
    ])
  func good(_ rule: String, _ yaml: String) throws {
    #expect(try fault(rule, yaml) == nil)
  }

  @Test(
    "Bad facts are refused at their place",
    arguments: [
      ("Registration/UnitCap", "{ unitsHeld: 22 }", "facts.unitsAdded"),
      ("Registration/UnitCap", "{ unitsHeld: 22, unitsAdded: three }", "facts.unitsAdded"),
      ("Registration/UnitCap", "{ unitsHeld: 22, unitsAdded: 2.5 }", "facts.unitsAdded"),
      ("Registration/UnitCap", "{ unitsHeld: -1, unitsAdded: 3 }", "facts.unitsHeld"),
      ("Registration/UnitCap", "{ unitsHeld: 99999999999999, unitsAdded: 3 }", "facts.unitsHeld"),
      ("Registration/UnitCap", "{ unitsHeld: ٢٢, unitsAdded: 3 }", "facts.unitsHeld"),
      ("Registration/UnitCap", "{ unitsHeld: 1e1, unitsAdded: 3 }", "facts.unitsHeld"),
      ("Registration/UnitCap", "{ unitsHeld: 22, unitsAdded: 3, units: 25 }", "facts.units"),
      ("Registration/UnitCap", "{ unitsHeld: [22], unitsAdded: 3 }", "facts.unitsHeld"),
      ("Registration/UnitCap", "[22, 3]", "facts"),
      ("Registration/OwnChoice", "{ acknowledged: yes, refundGround: none }", "facts.acknowledged"),
      (
        "Registration/OwnChoice", "{ acknowledged: true, refundGround: None }", "facts.refundGround"
      ),
      (
        "Registration/Drop", "{ days: { from: 2026-02-30, through: 2026-09-10 } }",
        "facts.days.from"
      ),
      ("Registration/Drop", "{ days: { from: 2026-9-1, through: 2026-09-10 } }", "facts.days.from"),
      ("Registration/Drop", "{ days: { from: 2026-09-10, through: 2026-08-23 } }", "facts.days"),
      ("Registration/Drop", "{ days: { from: 2026-08-23 } }", "facts.days.through"),
      (
        "Registration/Drop",
        "{ days: { from: 2026-08-23, through: 2026-09-10, until: 2026-09-11 } }",
        "facts.days.until"
      ),
      ("Fees/PaymentDeadline", "{ registeredAt: 2026-08-30 }", "facts.registeredAt"),
      ("Fees/PaymentDeadline", "{ registeredAt: \"2026-08-30T10:15:00\" }", "facts.registeredAt"),
      ("Fees/PaymentDeadline", "{ registeredAt: \"2026-08-30T25:15:00Z\" }", "facts.registeredAt"),
      ("Fees/DropCredit", "{ paid: 690 }", "facts.paid"),
      ("Fees/DropCredit", "{ paid: -690.00 SAR }", "facts.paid"),
      ("Fees/DropCredit", "{ paid: 690.001 SAR }", "facts.paid"),
      ("Fees/DropCredit", "{ paid: 690.00 XXX }", "facts.paid"),
      ("Grades/Grade", "{ mark: 100.01 }", "facts.mark"),
      ("Grades/Grade", "{ mark: -1 }", "facts.mark"),
      ("Grades/Grade", "{ mark: 59.9999999 }", "facts.mark"),
      ("Grades/Grade", "{ mark: \"94,5\" }", "facts.mark"),
      ("Registration/Prerequisites", "{ prerequisites: TAJW101 }", "facts.prerequisites"),
      (
        "Registration/Prerequisites", "{ prerequisites: [{ code: A, grade: B }] }",
        "facts.prerequisites[0].grade"
      ),
      (
        "Registration/Corequisites", "{ corequisites: [{ code: A, passed: true }] }",
        "facts.corequisites[0].registered"
      ),
      ("Registration/CorequisiteDrop", "{ dependents: [A, { b: c }] }", "facts.dependents"),
      (
        "Licensing/NationalRules", "{ nationalInstrument: \"a\\u202Eb\", contradicts: false }",
        "facts.nationalInstrument"
      ),
    ])
  func bad(_ rule: String, _ yaml: String, _ place: String) throws {
    let fault = try #require(try fault(rule, yaml))
    #expect(fault.place == place, "\(fault)")
    #expect(!fault.problem.isEmpty)
  }

  @Test("A list has at most a thousand entries")
  func longList() throws {
    let courses = String(repeating: "{ units: 1, symbol: A }, ", count: 1_001)
    let fault = try fault("Grades/GradePointAverage", "{ courses: [\(courses)] }")
    #expect(fault?.place == "facts.courses")
  }
}
