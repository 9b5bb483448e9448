package import Regulations

/// Holds the words that a pack's procedures use for guards and effects against those there are: a
/// definition that names another would fail at the moment of decision.
package enum CaseNames {
  /// Throws a fault with file and place for the first unknown name.
  package static func check(_ pack: Pack) throws(PackFault) {
    for edition in pack.editions {
      for procedure in edition.procedures where procedure.edition == edition.id {
        try check("guards", procedure.guards, CaseGuards.ids, "guard", procedure)
        if let charge = procedure.charge {
          try check("charge.rule", [charge.rule], CaseCharges.ids, "charge", procedure)
        }
        for step in procedure.steps {
          let place = "steps.\(step.id)"
          try check("\(place).guards", step.guards, CaseGuards.ids, "guard", procedure)
          try check(
            "\(place).effects", step.effects.map(\.name), CaseEffects.names, "effect", procedure)
        }
      }
    }
  }

  private static func check(
    _ place: String, _ names: [String], _ known: [String], _ what: String, _ procedure: Procedure
  ) throws(PackFault) {
    for name in names where !known.contains(name) {
      throw PackFault(
        procedure.file, place,
        "names the unknown \(what) '\(name)'; known are \(known.joined(separator: ", "))")
    }
  }
}
