import Kernel
import Testing

/// What is taken for the same when people look for a name, and what is not.
@Suite struct SearchWordsTests {
  @Test(arguments: [
    ("أإآاٱ", ["ااااا"]), ("الجامعة الإسلامية", ["جامعه", "اسلاميه"]), ("مُؤَسَّسَةُ", ["موسسه"]),
    ("مستشفى هيئة", ["مستشفي", "هييه"]), ("شــيء", ["شي"]), ("ﻻﺳﻼﻣﻴﺔ", ["لاسلاميه"]),
    ("بالمدينة والعلوم للتدريب", ["مدينه", "علوم", "تدريب"]), ("الله", ["الله"]),
    ("رحمٰن", ["رحمن"]),
    ("گ ک ی", ["گ", "ك", "ي"]), ("EL-٢٠٢٦-٠٠٠۱", ["el20260001"]), ("（１２）／４６", ["1246"]),
    ("Trường Đại học Công nghệ", ["truong", "dai", "hoc", "cong", "nghe"]),
    ("Qurʼān Qur'an Qur’an", ["quran"]), ("İSTANBUL ıçel", ["istanbul", "icel"]),
    ("Straße Łódź Ærø", ["strasse", "lodz", "aero"]), ("a\u{200F}\u{200C}b\u{202E}", ["ab"]),
    ("!?—", []), ("", []), ("noor  NOOR", ["noor"]),
  ])
  func spellingsBecomeOne(_ text: String, _ words: [String]) {
    #expect(SearchWords.query(text).map { Array($0.utf8) } == words.map { Array($0.utf8) })
  }

  /// Whatever way a name is written, the words that are typed begin words of its index.
  @Test(arguments: [
    ("جامعة الملك عبد العزيز", "جامعه الملك عبدالعزيز"), ("جامعة الملك عبدالعزيز", "عبد العزيز"),
    ("جامعة الملك عبد العزيز", "العزيز"), ("Al-Faisal University", "alfaisal univ"),
    ("Alfaisal University", "Al Faisal"), ("Al Qahtani", "qahtani"), ("EL-2026-000123", "000123"),
    ("EL-2026-000123", "el 2026 000123"), ("EL-2026-000123", "2026-000123"),
    ("الجامعة الإسلامية بالمدينة", "جامعة إسلامية المدينة"), ("Đại học Hồi giáo", "dai hoc hoi"),
  ])
  func whatIsTypedIsFound(_ name: String, _ query: String) {
    let index = SearchWords.index(name)
    for word in SearchWords.query(query) {
      #expect(index.contains { $0.utf8.starts(with: word.utf8) }, "\(word) in \(index)")
    }
  }

  @Test(arguments: [
    ("نورة", "نوره الرياض"), ("علي", "عالي"), ("EL-1", "EL-2"), ("سمير", "شمير"),
    ("جامعة", "امعة"),
  ])
  func othersStayOthers(_ name: String, _ query: String) {
    let index = SearchWords.index(name)
    let isFound = SearchWords.query(query).allSatisfy { word in
      index.contains { $0.utf8.starts(with: word.utf8) }
    }
    #expect(!isFound)
  }

  /// A word is its own word, whatever went in.
  @Test func wordsStayAsTheyAre() {
    for first: UInt32 in 0x20..<0xFFFF where !(0xD800...0xDFFF ~= first) {
      guard let scalar = Unicode.Scalar(first) else { continue }
      let words = SearchWords.query(String(scalar))
      #expect(words.count <= 20, "U+\(String(first, radix: 16))")
      for word in words {
        #expect(
          SearchWords.query(word).map { Array($0.utf8) } == [Array(word.utf8)],
          "U+\(String(first, radix: 16))")
      }
    }
  }

  @Test func longWordsAreCutOnBothSides() {
    let long = String(repeating: "a", count: 500)
    #expect(SearchWords.index(long) == SearchWords.query(long))
    #expect(SearchWords.query(long).first?.utf8.count == 60)
  }
}
