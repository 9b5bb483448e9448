import Kernel
import People

/// Somebody of the named world.
struct NamedPerson {
  let login: String
  let nameAr: String
  let nameEn: String
  let tongue: Tongue
  let buyer: Person.Buyer
  let kind: Person.IdentifierKind
  let identifier: String
  let roles: [Role]

  init(
    _ login: String, _ nameAr: String, _ nameEn: String, _ roles: [Role],
    tongue: Tongue = .arabic, buyer: Person.Buyer = .resident,
    kind: Person.IdentifierKind = .nationalID, identifier: String
  ) {
    self.login = login
    self.nameAr = nameAr
    self.nameEn = nameEn
    self.tongue = tongue
    self.buyer = buyer
    self.kind = kind
    self.identifier = identifier
    self.roles = roles
  }
}

/// The people of the world `madinah-1448-1`. All are invented; so are their numbers.
enum MadinahPeople {
  static let named: [NamedPerson] = [
    NamedPerson(
      "amna", "آمنة بنت سالم الحربي", "Amna bint Salem Al-Harbi", [.learner],
      identifier: "1000000008"),
    NamedPerson(
      "linh", "تران ثي لينه", "Trần Thị Linh", [.learner], tongue: .vietnamese,
      buyer: .nonResident, kind: .passport, identifier: "C0000001"),
    NamedPerson(
      "yusuf", "يوسف بن عبدالله القحطاني", "Yusuf bin Abdullah Al-Qahtani", [.learner],
      identifier: "1000000016"),
    NamedPerson(
      "fatimah", "فاطمة بنت أحمد الزهراني", "Fatimah bint Ahmad Al-Zahrani", [.learner],
      identifier: "1000000024"),
    NamedPerson(
      "ibrahim", "إبراهيم موسى ديالو", "Ibrahim Moussa Diallo", [.learner], tongue: .english,
      buyer: .nonResident, kind: .passport, identifier: "SN000001"),
    NamedPerson(
      "maryam", "مريم بنت خالد العتيبي", "Maryam bint Khalid Al-Otaibi", [.learner],
      kind: .iqama, identifier: "2000000006"),
    NamedPerson(
      "khalid", "د. خالد بن سعيد الغامدي", "Dr Khalid bin Saeed Al-Ghamdi", [.instructor],
      identifier: "1000000032"),
    NamedPerson(
      "nurah", "د. نورة بنت فهد الشمري", "Dr Nurah bint Fahd Al-Shammari", [.instructor],
      identifier: "1000000040"),
    NamedPerson(
      "sara", "سارة بنت ناصر الدوسري", "Sara bint Nasser Al-Dosari", [.registrar],
      identifier: "1000000057"),
    NamedPerson(
      "hamad", "أ.د. حمد بن علي المطيري", "Prof. Hamad bin Ali Al-Mutairi",
      [.supervisoryCommittee], identifier: "1000000065"),
    NamedPerson(
      "layla", "د. ليلى بنت محمد السبيعي", "Dr Layla bint Muhammad Al-Subaie", [.assessor],
      identifier: "1000000073"),
    NamedPerson(
      "abdulaziz", "د. عبدالعزيز بن صالح العنزي", "Dr Abdulaziz bin Saleh Al-Anazi",
      [.academicAffairs], identifier: "1000000081"),
    NamedPerson(
      "huda", "هدى بنت إبراهيم الجهني", "Huda bint Ibrahim Al-Juhani", [.finance],
      identifier: "1000000099"),
    NamedPerson(
      "salman", "د. سلمان بن راشد البلوي", "Dr Salman bin Rashid Al-Balawi",
      [.resultsAuthority], identifier: "1000000107"),
    NamedPerson(
      "majid", "د. ماجد بن حسن الأحمدي", "Dr Majid bin Hasan Al-Ahmadi", [.excuseAuthority],
      identifier: "1000000115"),
    NamedPerson(
      "reem", "ريم بنت عمر الرحيلي", "Reem bint Omar Al-Ruhaili", [.eLearningCentre],
      identifier: "1000000123"),
    NamedPerson(
      "nasser", "ناصر بن سعد الخالدي", "Nasser bin Saad Al-Khalidi", [.regulator],
      identifier: "1000000131"),
    NamedPerson(
      "admin", "مدير النظام", "System administrator", [.administrator],
      identifier: "1000000149"),
  ]

  /// `learner-001` … `learner-060`, for what takes many: opening a section, racing for a seat.
  static let crowd: [NamedPerson] = (1...60).map { number in
    let digits = String(number + 1000).dropFirst()
    return NamedPerson(
      "learner-\(digits)", "متعلم \(number)", "Learner \(number)", [.learner],
      kind: .passport, identifier: "X0000\(digits)")
  }
}
