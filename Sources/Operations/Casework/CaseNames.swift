import Kernel
import Licensing
package import Regulations
import Rules

/// Holds the words that a pack's procedures use for guards, charges and effects against those there
/// are and against what they need: a definition that asks for more than a case of it has would fail
/// at the moment of decision.
package enum CaseNames {
  /// Throws a fault with file, line and place for the first word that does not fit.
  package static func check(_ pack: Pack) throws(PackFault) {
    for edition in pack.editions {
      for procedure in edition.procedures where procedure.edition == edition.id {
        let source = procedure.source
        try guards(procedure.guards, at: source.optional("guards") ?? source, procedure)
        if let charge = procedure.charge {
          try known(
            charge.rule, CaseCharges.ids, "charge", at: source.optional("charge") ?? source)
        }
        for step in procedure.steps {
          guard
            let item = try source.list("steps").first(where: { $0.value["id"]?.string == step.id })
          else { continue }
          try guards(step.guards, at: item, procedure)
          for effect in try item.list("effects") {
            try CaseNames.effect(effect, procedure, step, edition)
          }
        }
      }
    }
  }

  private static func known(
    _ name: String, _ known: [String], _ what: String, at place: Reader
  ) throws(PackFault) {
    guard !known.contains(name) else { return }
    throw place.fault(
      "names the unknown \(what) '\(name)'; known are \(known.joined(separator: ", "))")
  }

  private static func about(
    _ name: String, _ wanted: Procedure.About, at place: Reader, _ procedure: Procedure
  ) throws(PackFault) {
    guard procedure.about != wanted else { return }
    throw place.fault(
      "'\(name)' needs a procedure about a \(wanted.rawValue); this one is about a "
        + procedure.about.rawValue)
  }

  // MARK: Guards

  private static func guards(_ names: [String], at place: Reader, _ procedure: Procedure)
    throws(PackFault)
  {
    for name in names {
      try known(name, CaseGuards.ids, "guard", at: place)
      switch name {
      case StandardsMet.id:
        guard !procedure.standards.isEmpty else {
          throw place.fault("'\(name)' needs standards; the procedure names none")
        }
      case LiftLimit.id, LiftAuthority.id, ResultCorrection.id, AlternativeExam.id:
        try about(name, .registration, at: place, procedure)
        if name == ResultCorrection.id {
          try field("kind", [.choice], needs: name, at: place, procedure.fields)
        } else if name == AlternativeExam.id {
          try field("missedOn", [.date], needs: name, at: place, procedure.fields)
        }
      case RenewalInTime.id: try about(name, .licence, at: place, procedure)
      case PaperCopy.id: try about(name, .credential, at: place, procedure)
      case LicenceRequired.id:
        try field("seenOn", [.date], needs: name, at: place, procedure.fields)
      default: break
      }
    }
  }

  /// An answer that is needed comes of a question that is there and always answered.
  private static func field(
    _ key: String, _ kinds: [ProcedureField.Kind], needs name: String, at place: Reader,
    _ fields: [ProcedureField]
  ) throws(PackFault) {
    let isThere = fields.contains { $0.key == key && kinds.contains($0.kind) && $0.isRequired }
    guard !isThere else { return }
    let kind = kinds.map(\.rawValue).joined(separator: " or ")
    throw place.fault("'\(name)' needs the required field '\(key)' (\(kind))")
  }

  // MARK: Effects

  private static func effect(
    _ item: Reader, _ procedure: Procedure, _ step: ProcedureStep, _ edition: Edition
  ) throws(PackFault) {
    let name = try item.word("do")
    let place = item.optional("do") ?? item
    try known(name, CaseEffects.names, "effect", at: place)
    let with = item.optional("with") ?? Reader(.object(.init()), file: item.file, place: item.place)
    let asked = procedure.fields + step.fields
    func answer(_ argument: String, _ kinds: [ProcedureField.Kind]) throws(PackFault) {
      try field(try with.word(argument), kinds, needs: name, at: with, asked)
    }
    switch name {
    case "GrantLicence":
      try grant(with, asked, procedure, edition)
    case "RenewLicence":
      try about(name, .licence, at: place, procedure)
      try with.only("years", "prefix")
      try years(with, edition)
    case "ChangeLicence":
      try about(name, .licence, at: place, procedure)
      try with.only("status", "violationField", "article", "reach")
      if let reach = with.optional("reach") { let _: LicenceEffects.Reach = try reach.choice() }
      if with.optional("violationField") != nil {
        try answer("violationField", [.choice])
      } else {
        let _: Licence.Status = try with.required("status").choice()
      }
      if let article = with.optional("article"), edition.article(try article.word()) == nil {
        throw article.fault("is no article of the edition")
      }
    case CorrectResult.name:
      try about(name, .registration, at: place, procedure)
      try with.only("mark", "number")
      try answer("mark", [.mark])
      try answer("number", [.text])
    case "AllowAlternativeExam":
      try about(name, .registration, at: place, procedure)
      try with.only("exam", "missedOn", "scheduledOn")
      try answer("exam", [.choice, .text])
      try answer("missedOn", [.date])
    case CloseQuestion.name: try about(name, .ruling, at: place, procedure)
    default: try about(name, .registration, at: place, procedure)
    }
  }

  private static func grant(
    _ with: Reader, _ asked: [ProcedureField], _ procedure: Procedure, _ edition: Edition
  ) throws(PackFault) {
    try with.only("kind", "form", "formField", "prefix", "years", "conditionsField")
    let kind: Licence.Kind = try with.required("kind").choice()
    if kind == .programme { try about("GrantLicence", .programme, at: with, procedure) }
    _ = try with.word("prefix")
    try years(with, edition)
    var forms: [(place: Reader, form: Licence.Form)] = []
    if let form = with.optional("form") {
      forms.append((form, try form.choice()))
    } else if let name = with.optional("formField") {
      let key = try name.word()
      try field(key, [.choice], needs: "GrantLicence", at: name, asked)
      for choice in asked.first(where: { $0.key == key })?.choices ?? [] {
        guard let form = Licence.Form(rawValue: choice.value) else {
          throw name.fault(
            "'\(choice.value)' is none of "
              + Licence.Form.allCases.map(\.rawValue).joined(separator: ", "))
        }
        forms.append((name, form))
      }
    }
    for (place, form) in forms where form.kind != kind {
      throw place.fault("'\(form.rawValue)' is no form of a \(kind.rawValue)'s licence")
    }
  }

  private static func years(_ with: Reader, _ edition: Edition) throws(PackFault) {
    let key = try with.required("years")
    guard edition.parameters[try key.word()]?.kind == .integer else {
      throw key.fault("must name a parameter of whole years in the edition")
    }
  }
}
