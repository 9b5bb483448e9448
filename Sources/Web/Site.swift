import Foundation
package import Kernel
package import Language
package import Operations
import People
import Proofs
import Regulations

/// What every page and API call works with.
package final class Site: Sendable {
  package let office: Office
  package let texts: Texts
  /// Files of `Assets`, by name, read once.
  let assets: [String: [UInt8]]
  let openAPI: [UInt8]
  /// The zone of the first institution's instrument: the one in which pages count days.
  package let zone: Zone

  /// `assets` is the folder `Sources/Web` or wherever the build put its Assets and openapi.yaml.
  package init(office: Office, texts: Texts, assets folder: String) throws {
    self.office = office
    self.texts = texts
    var assets: [String: [UInt8]] = [:]
    for name in ["site.css", "sanad.svg", "digest.js"] {
      guard let data = FileManager.default.contents(atPath: "\(folder)/Assets/\(name)") else {
        throw OperationFault.notFound("asset \(folder)/Assets/\(name)")
      }
      assets[name] = Array(data)
    }
    self.assets = assets
    guard let openAPI = FileManager.default.contents(atPath: "\(folder)/openapi.yaml") else {
      throw OperationFault.notFound("document \(folder)/openapi.yaml")
    }
    self.openAPI = Array(openAPI)
    zone =
      office.institutions.first.flatMap { office.library.pack($0.instrument)?.zone } ?? .riyadh
  }

  package var now: Instant { office.clock.now }

  func speech(_ tongue: Tongue) -> Speech { Speech(tongue, texts, zone: zone) }

}
