import JSON
import Kernel
import Licensing
package import People
import Proofs
import Registrar
import Storage

/// What a provider hands to its regulator to be licensed: the file that `sanad licence grant` reads.
package enum LicenceRequest {
  /// The file's text, with every micro-credential course as an achievement; numbers and days are
  /// those of the licences that are in the register here, and the regulator's to change.
  package static func text(_ institution: Institution, _ office: Office) throws -> String {
    let own = try Installation.did(publicURL: office.publicURL)
    let (licences, courses) = try office.database.read { tx in
      (
        try Licence.register(institution.scope, at: office.clock.now, in: tx).map(\.licence),
        try Course.all(institution.scope, in: tx)
      )
    }
    var lines = [
      "# To the regulator: look at the DID document on another way than the network too.",
      "format: 1", "provider:", "  did: \(quoted(own.text))", "  name: \(names(institution.name))",
      "licence:",
    ]
    lines += term(licences.first { $0.kind == .provider }).map { "  " + $0 }
    lines += ["  activities: [MicroCredential]", "programmes:"]
    let programmes = courses.reduce(into: [ProgrammeID]()) { found, course in
      if !found.contains(course.programme) { found.append(course.programme) }
    }
    for id in programmes {
      guard
        let programme = try office.database.read({
          try Programme.find(id, institution.scope, in: $0)
        }), programme.isMicroCredential
      else { continue }
      let block = term(licences.first { $0.programme == id })
      lines += block.enumerated().map { ($0.offset == 0 ? "  - " : "    ") + $0.element }
      lines += ["    title: \(names(programme.title))", "    achievements:"]
      for course in courses where course.programme == id {
        lines.append("      # \(course.code)")
        lines.append(
          "      - {id: \(quoted(Awarding.achievement(course.id, office.publicURL))), "
            + "maxCredits: \(course.units)}")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func term(_ licence: Licence?) -> [String] {
    [
      "number: \(quoted(licence?.number ?? ""))", "from: \(licence?.from.description ?? "")",
      "until: \(licence?.until.description ?? "")",
    ]
  }

  private static func names(_ name: Localized) -> String {
    "{ar: \(quoted(name.ar)), en: \(quoted(name.en)), vi: \(quoted(name.vi))}"
  }

  /// JSON's quotation is one of YAML's.
  private static func quoted(_ text: String) -> String {
    String(decoding: JSON.write(.text(text)), as: UTF8.self)
  }
}
