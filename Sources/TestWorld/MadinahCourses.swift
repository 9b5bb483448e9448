import Kernel
import Registrar

/// A course of the named world with its sections: the instructor and the maxima.
struct NamedCourse {
  let code: String
  let title: Localized
  let kind: Course.Kind
  let units: Int
  let field: Localized
  let about: Localized
  var outcomes: [Localized] = []
  var prerequisites: [String] = []
  var corequisites: [String] = []
  var conditions: [(code: String, title: Localized)] = []
  var isPassFail = false
  let instructor: String
  let maxima: [Int]

  init(
    _ code: String, _ title: Localized, _ units: Int, kind: Course.Kind = .other,
    field: Localized, about: Localized, instructor: String, maxima: [Int] = [50]
  ) {
    self.code = code
    self.title = title
    self.kind = kind
    self.units = units
    self.field = field
    self.about = about
    self.instructor = instructor
    self.maxima = maxima
  }
}

/// The courses of the world `madinah-1448-1`.
enum MadinahCourses {
  private static let quran = Localized(
    ar: "علوم القرآن", en: "Qur'anic sciences", vi: "Khoa học Kinh Qur'an")
  private static let sharia = Localized(
    ar: "الشريعة", en: "Islamic law", vi: "Luật Hồi giáo")
  private static let arabic = Localized(
    ar: "اللغة العربية", en: "Arabic language", vi: "Tiếng Ả Rập")
  private static let skills = Localized(ar: "مهارات", en: "Skills", vi: "Kỹ năng")

  private static func text(_ ar: String, _ en: String, _ vi: String) -> Localized {
    Localized(ar: ar, en: en, vi: vi)
  }

  static let all: [NamedCourse] = [
    course(
      "QRN101", text("القرآن الكريم (١)", "The Noble Qur'an (1)", "Kinh Qur'an (1)"), 3, quran,
      text(
        "تلاوة الجزء الثلاثين وحفظه مع أحكام التجويد الأساسية.",
        "Recitation and memorisation of the thirtieth part with the basic rules of recitation.",
        "Đọc và học thuộc phần thứ ba mươi cùng các quy tắc đọc cơ bản."), "khalid",
      kind: .quran, maxima: [40, 40]),
    course(
      "FQH112", text("فقه العبادات", "Fiqh of worship", "Luật về thờ phụng"), 3, sharia,
      text(
        "أحكام الطهارة والصلاة والزكاة والصيام بأدلتها.",
        "Rulings of purification, prayer, alms and fasting with their evidence.",
        "Các quy định về thanh tẩy, cầu nguyện, bố thí và nhịn chay cùng bằng chứng."), "khalid",
      maxima: [50, 50]),
    course(
      "NHW120", text("النحو التطبيقي", "Applied grammar", "Ngữ pháp ứng dụng"), 2, arabic,
      text(
        "تطبيق القواعد الأساسية في نصوص مختارة.", "Basic rules applied to selected texts.",
        "Áp dụng các quy tắc cơ bản vào văn bản chọn lọc."), "nurah"),
    course(
      "RSC105", text("مهارات البحث", "Research skills", "Kỹ năng nghiên cứu"), 2, skills,
      text(
        "اختيار الموضوع وجمع المصادر وكتابة البحث.",
        "Choosing a topic, gathering sources and writing a paper.",
        "Chọn đề tài, thu thập nguồn và viết bài nghiên cứu."), "nurah", maxima: [50, 5]),
    course(
      "HDS110", text("مصطلح الحديث", "Terminology of Hadith", "Thuật ngữ Hadith"), 3, sharia,
      text(
        "أقسام الحديث وطرق معرفة صحته.", "Kinds of Hadith and how soundness is known.",
        "Các loại Hadith và cách xác định độ tin cậy."), "khalid", maxima: [50, 50]),
    course(
      "AQD130", text("مدخل إلى العقيدة", "Introduction to creed", "Nhập môn tín điều"), 3,
      sharia,
      text(
        "أركان الإيمان وأدلتها.", "The pillars of faith and their evidence.",
        "Các trụ cột đức tin và bằng chứng."), "khalid"),
    course(
      "SRH140", text("السيرة النبوية", "Biography of the Prophet", "Tiểu sử Nhà tiên tri"), 3,
      sharia,
      text(
        "أحداث السيرة ودروسها.", "Events of the Prophet's life and their lessons.",
        "Các sự kiện trong cuộc đời Nhà tiên tri và bài học."), "nurah"),
    course(
      "ARB150", text("التحرير العربي", "Arabic composition", "Viết tiếng Ả Rập"), 3, arabic,
      text(
        "كتابة الفقرة والمقال والتقرير.", "Writing paragraphs, essays and reports.",
        "Viết đoạn văn, bài luận và báo cáo."), "nurah"),
    tafsir,
    course(
      "TJW170", text("أحكام التجويد", "Rules of Tajweed", "Quy tắc Tajweed"), 3, quran,
      text(
        "مخارج الحروف وصفاتها.", "Points of articulation and qualities of letters.",
        "Vị trí cấu âm và đặc tính các chữ cái."), "khalid", kind: .quran, maxima: [40]),
    practice,
    course(
      "DAW160", text("أساليب التواصل", "Methods of communication", "Phương pháp giao tiếp"), 1,
      skills,
      text(
        "إعداد العرض وإلقاؤه.", "Preparing and giving a talk.",
        "Chuẩn bị và trình bày bài nói."), "nurah"),
    project, admission,
  ]

  private static func course(
    _ code: String, _ title: Localized, _ units: Int, _ field: Localized, _ about: Localized,
    _ instructor: String, kind: Course.Kind = .other, maxima: [Int] = [50]
  ) -> NamedCourse {
    var made = NamedCourse(
      code, title, units, kind: kind, field: field, about: about, instructor: instructor,
      maxima: maxima)
    made.outcomes = [
      text(
        "يشرح المفاهيم الأساسية للمقرر.", "Explains the basic concepts of the course.",
        "Giải thích các khái niệm cơ bản của học phần."),
      text(
        "يطبق ما تعلمه في مسائل جديدة.", "Applies what was learnt to new questions.",
        "Áp dụng điều đã học vào các vấn đề mới."),
    ]
    return made
  }

  private static var tafsir: NamedCourse {
    var made = course(
      "TFS201", text("مبادئ التفسير", "Principles of Tafsir", "Nguyên tắc Tafsir"), 3, quran,
      text(
        "مناهج المفسرين وقواعد الفهم.", "Methods of interpreters and rules of understanding.",
        "Phương pháp của các nhà chú giải và quy tắc hiểu."), "khalid")
    made.prerequisites = ["QRN101"]
    return made
  }

  private static var practice: NamedCourse {
    var made = course(
      "TJW171", text("تطبيقات التجويد", "Tajweed practice", "Thực hành Tajweed"), 1, quran,
      text(
        "تلاوة تطبيقية مع التصحيح.", "Guided recitation with correction.",
        "Thực hành đọc có chỉnh sửa."), "khalid", kind: .quran, maxima: [40])
    made.corequisites = ["TJW170"]
    return made
  }

  private static var project: NamedCourse {
    var made = course(
      "PRJ190", text("ملف الإنجاز", "Portfolio", "Hồ sơ thành tích"), 1, skills,
      text(
        "جمع أعمال المتعلم وعرضها.", "Collecting and presenting the learner's own work.",
        "Tập hợp và trình bày sản phẩm học tập."), "nurah")
    made.isPassFail = true
    return made
  }

  private static var admission: NamedCourse {
    var made = course(
      "ARB210",
      text("العربية لأغراض خاصة", "Arabic for special purposes", "Tiếng Ả Rập chuyên ngành"),
      2, arabic,
      text(
        "لغة النصوص المتخصصة.", "The language of specialised texts.",
        "Ngôn ngữ của văn bản chuyên ngành."), "nurah")
    made.conditions = [
      (
        "arabic-level",
        text(
          "اجتياز اختبار مستوى اللغة العربية", "Has passed the Arabic placement test",
          "Đã đạt bài kiểm tra trình độ tiếng Ả Rập")
      )
    ]
    return made
  }
}
