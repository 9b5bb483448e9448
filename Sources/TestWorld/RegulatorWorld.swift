package import Kernel
import Licensing
package import People
import Registrar
package import Storage

/// The worlds `regulator-1448` and `regulator-1442`: the national centre with its officers and
/// assessors, and two bodies that apply to it, all invented people. The earlier one stands under the
/// first licensing regime.
package enum RegulatorWorld {
  package static let name = "regulator-1448"
  /// The same people in the month after the first licensing regulations.
  package static let earlyName = "regulator-1442"

  /// From when a world's people hold their offices.
  package static func plantedAt(_ world: String) -> Instant {
    world == earlyName
      ? Zone.riyadh.start(of: MadinahWorld.day("2020-09-01")) : MadinahWorld.plantedAt
  }
  /// The code of the institution that handles cases.
  package static let office = "nelc"

  private static let bodies: [(code: String, name: Localized, instrument: String)] = [
    (
      office,
      Localized(
        ar: "المركز الوطني للتعليم الإلكتروني", en: "National eLearning Center",
        vi: "Trung tâm Quốc gia về Học tập điện tử"), Licence.instrument
    ),
    (
      "iu",
      Localized(
        ar: "الجامعة الإسلامية بالمدينة المنورة", en: "Islamic University of Madinah",
        vi: "Đại học Hồi giáo Madinah"), "sa-iu-ecourses"
    ),
    (
      "noor",
      Localized(
        ar: "معهد نور للتدريب", en: "Noor Training Institute", vi: "Viện Đào tạo Noor"),
      "sa-iu-ecourses"
    ),
  ]

  /// What the bodies want to teach.
  private static let programmes: [String: (code: String, title: Localized)] = [
    "iu": (
      "MC-DATA",
      Localized(
        ar: "شهادات مصغرة في تحليل البيانات", en: "Micro-credentials in data analysis",
        vi: "Chứng chỉ vi mô phân tích dữ liệu")
    ),
    "noor": (
      "MC-WEB",
      Localized(
        ar: "شهادات مصغرة في تطوير الويب", en: "Micro-credentials in web development",
        vi: "Chứng chỉ vi mô phát triển web")
    ),
  ]

  private static let people: [(login: String, ar: String, en: String, body: String, role: Role)] =
    [
      ("hind", "هند القحطاني", "Hind Al-Qahtani", office, .regulator),
      ("majed", "ماجد الدوسري", "Majed Al-Dosari", office, .regulator),
      ("tariq", "طارق السبيعي", "Tariq Al-Subaie", office, .assessor),
      ("nelc-admin", "ليلى الحربي", "Layla Al-Harbi", office, .administrator),
      ("salem", "سالم الأحمدي", "Salem Al-Ahmadi", "iu", .applicant),
      ("wafa", "وفاء العمري", "Wafa Al-Omari", "iu", .applicant),
      ("badr", "بدر الشهري", "Badr Al-Shehri", "noor", .applicant),
    ]

  /// Plants the world; `secret` becomes everybody's.
  package static func plant(_ world: String = name, in tx: Transaction, ids: IDs, secret: Secret?)
    throws
  {
    try plant(bodies.map(\.code), world, in: tx, ids: ids, secret: secret)
  }

  /// Plants the office, and who applies to it for the university, beside the university's own world.
  package static func plantBeside(in tx: Transaction, ids: IDs, secret: Secret?) throws {
    try plant([office, "iu"], name, in: tx, ids: ids, secret: secret)
  }

  private static func plant(
    _ codes: [String], _ world: String, in tx: Transaction, ids: IDs, secret: Secret?
  ) throws {
    let at = plantedAt(world)
    var institutions = Dictionary(
      try Institution.all(in: tx).map { ($0.code, $0.id) }
    ) { first, _ in first }
    for (code, name, instrument) in bodies
    where codes.contains(code) && institutions[code] == nil {
      let institution = Institution(
        id: ids.make(at: at), code: code, name: name, unit: name,
        // No instrument of a university was in force in those years.
        instrument: world == earlyName && code != office ? "sa-vat" : instrument,
        vatNumber: "300000000000003")
      try institution.insert(in: tx)
      institutions[code] = institution.id
      guard let (programme, title) = programmes[code] else { continue }
      try Programme(
        id: ids.make(at: at), institution: institution.id, code: programme, title: title,
        isMicroCredential: true, isELearning: true
      ).insert(in: tx)
    }
    for (number, person) in people.enumerated() where codes.contains(person.body) {
      guard let body = institutions[person.body] else { continue }
      let made = Person(
        id: ids.make(at: at), institution: body, login: person.login, nameAr: person.ar,
        nameEn: person.en, tongue: .arabic, buyer: .resident, identifierKind: .passport,
        identifier: "R000\(number)")
      try made.insert(secret: secret, at: at, in: tx)
      try Grant(
        id: ids.make(at: at), person: made.id, role: person.role, institution: body, from: at
      ).insert(at: at, in: tx)
    }
  }
}
