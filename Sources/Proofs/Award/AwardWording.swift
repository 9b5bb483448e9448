import Kernel

// What an award says to people: Arabic first, then English. These words are the certificate's
// template, so they are part of what is signed and stand here rather than in the pages' languages.
// The mode of learning is not named: licensed certificates may not tell it (NELC rules, article 6);
// proper names are exempt.

/// Two paragraphs, Arabic and English.
private func both(_ ar: String, _ en: String) -> String { ar + "\n\n" + en }

extension AwardFacts {
  var titleInBoth: String { both(course.title.ar, course.title.en) }

  /// What the holder had to do.
  var criteria: String {
    var ar =
      "استيفاء متطلبات التقييم المعتمدة لمقرر «\(course.title.ar)» (\(course.code)، عدد الوحدات: "
      + "\(course.units))"
    var en =
      "Fulfilling the approved assessment requirements of the course “\(course.title.en)” "
      + "(\(course.code), units: \(course.units))"
    if let mark = grade.passingMark {
      ar += "، وبلوغ درجة لا تقل عن \(mark) من 100"
      en += ", with a mark of at least \(mark) out of 100"
    }
    ar += "."
    en += "."
    if !course.outcomes.isEmpty {
      ar += "\n\nمخرجات التعلم:\n"
      en += "\n\nLearning outcomes:\n"
      ar += course.outcomes.map { "- \($0.code): \($0.text.ar)" }.joined(separator: "\n")
      en += course.outcomes.map { "- \($0.code): \($0.text.en)" }.joined(separator: "\n")
    }
    return both(ar, en)
  }

  /// One line about the whole, for lists of credentials.
  var headline: String {
    both(
      "شهادة مصغرة في «\(course.title.ar)» من \(issuer.name.ar).",
      "Micro-credential in “\(course.title.en)” from \(issuer.name.en).")
  }

  /// Everything Open Badges has no member for.
  var records: [AwardRecord] {
    var page = AwardRecord(
      .verificationPage, "صفحة التحقق / Verification page",
      both(
        "يمكن لأي شخص التحقق من هذه الشهادة في هذه الصفحة دون تسجيل دخول.",
        "Anyone can verify this certificate on this page without signing in."))
    page.url = verificationURL
    let all = [
      page, englishRecord, gradeRecord, approval(of: .resultApproval, resultApproval),
      approval(of: .templateApproval, templateApproval),
      licence(.providerLicence, providerLicence), licence(.programmeLicence, programmeLicence),
      editionsRecord, studyRecord, degreeRecord,
    ]
    guard let replayNote else { return all }
    return [
      AwardRecord(
        .replay, replayNote,
        both(
          "\(replayNote): أُعيد تمثيل هذه الشهادة ولا يُعتد بها.",
          "\(replayNote): this award was replayed and has no effect."), [("note", replayNote)])
    ] + all
  }

  private var englishRecord: AwardRecord {
    AwardRecord(
      .englishEdition, "English edition", course.description.en,
      [
        ("title", course.title.en), ("field", course.field.en), ("term", term.en),
        ("issuer", issuer.name.en), ("unit", issuer.unitName.en),
      ] + course.outcomes.map { ("outcome", "\($0.code) \($0.text.en)") })
  }

  private var gradeRecord: AwardRecord {
    AwardRecord(
      .grade, "التقدير / Grade",
      both(
        "التقدير: \(grade.name.ar) (\(grade.arabicSymbol)).",
        "Grade: \(grade.name.en) (\(grade.symbol))."),
      [
        ("symbol", grade.symbol), ("symbol-ar", grade.arabicSymbol), ("name-ar", grade.name.ar),
        ("name-en", grade.name.en),
      ])
  }

  private func approval(of genre: AwardRecord.Genre, _ decision: Decision) -> AwardRecord {
    let result = genre == .resultApproval
    let ar = result ? "اعتماد النتيجة" : "اعتماد نموذج الشهادة"
    let en = result ? "Approval of the result" : "Approval of the certificate’s template"
    return AwardRecord(
      genre, "\(ar) / \(en)",
      both(
        "\(ar): \(decision.body.ar)، القرار رقم \(decision.number)، بتاريخ \(decision.hijri)هـ "
          + "الموافق \(decision.day)م.",
        "\(en): \(decision.body.en), decision no. \(decision.number), \(decision.day) "
          + "(\(decision.hijri) AH)."),
      [
        ("body-ar", decision.body.ar), ("body-en", decision.body.en),
        ("number", decision.number), ("date", "\(decision.day)"), ("hijri", decision.hijri),
      ])
  }

  private func licence(_ genre: AwardRecord.Genre, _ licence: Licence) -> AwardRecord {
    let provider = genre == .providerLicence
    let ar = provider ? "ترخيص الجهة" : "ترخيص البرنامج"
    let en = provider ? "Provider’s licence" : "Programme’s licence"
    let end = licence.through
    return AwardRecord(
      genre, "\(ar) / \(en)",
      both(
        "\(ar): «\(licence.licensed.ar)»، رقم \(licence.number)، صادر عن \(licence.authority.ar)، "
          + "سارٍ من \(licence.from)م \(end.map { "إلى \($0)م" } ?? "دون تاريخ انتهاء").",
        "\(en): “\(licence.licensed.en)”, no. \(licence.number), issued by "
          + "\(licence.authority.en), valid from \(licence.from) "
          + "\(end.map { "through \($0)" } ?? "without an end")."),
      [
        ("number", licence.number), ("licensed-ar", licence.licensed.ar),
        ("licensed-en", licence.licensed.en), ("authority-ar", licence.authority.ar),
        ("authority-en", licence.authority.en), ("from", "\(licence.from)"),
      ] + (end.map { [("through", "\($0)")] } ?? []))
  }

  private var editionsRecord: AwardRecord {
    AwardRecord(
      .editionsApplied, "اللوائح المطبقة / Regulations applied",
      both(
        editions.map { "- \($0.title.ar) (\($0.id))" }.joined(separator: "\n"),
        editions.map { "- \($0.title.en) (\($0.id))" }.joined(separator: "\n")),
      editions.map { ("edition", $0.id) })
  }

  private var studyRecord: AwardRecord {
    AwardRecord(
      .proofOfStudy, "أثر الشهادة / What the certificate proves",
      both(
        "صدور هذه الشهادة دليل على أن صاحبها درس المقرر المذكور فيها.",
        "That this certificate was issued is proof that its holder studied the course it names."))
  }

  private var degreeRecord: AwardRecord {
    AwardRecord(
      .notADegree, "ليست درجة علمية / Not an academic degree",
      both(
        "هذه الشهادة المصغرة ليست درجة علمية أكاديمية ولا شهادة جامعية نظامية، ولا ينشأ عنها حق "
          + "أكاديمي أو وظيفي، وإنما توثّق محتوى تعليميًا محددًا.",
        "This micro-credential is neither an academic degree nor a regular university certificate. "
          + "No academic or employment right follows from it; it documents specific learning "
          + "content only."))
  }
}
