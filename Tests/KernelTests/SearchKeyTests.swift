import Kernel
import Testing

/// What is taken for the same when people look for a name, and what is not.
@Suite struct SearchKeyTests {
  @Test(arguments: [
    ("أإآاٱ", "ااااا"), ("الجامعة الإسلامية", "الجامعهالاسلاميه"), ("مُؤَسَّسَةُ", "موسسه"),
    ("مستشفى", "مستشفي"), ("هيئة", "هييه"), ("شــيء", "شي"), ("ﻻﺳﻼﻣﻴﺔ", "لاسلاميه"),
    ("رحمٰن", "رحمن"), ("عبد الله", "عبدالله"), ("گ ک ی", "گكي"), ("EL-٢٠٢٦-٠٠٠۱", "el20260001"),
    ("Trường Đại học Công nghệ", "truongdaihoccongnghe"), ("Al-Qurʼān", "alquran"),
    ("İSTANBUL ıçel", "istanbulicel"), ("Straße Łódź Ærø", "strasselodzaero"),
    ("（１２）／４６", "1246"), ("a\u{200F}\u{200C}b\u{202E}", "ab"), ("!?—", ""), ("", ""),
  ])
  func spellingsBecomeOne(_ text: String, _ key: String) {
    #expect(Array(SearchKey.of(text).unicodeScalars) == Array(key.unicodeScalars))
  }

  /// A key is its own key, whatever went in.
  @Test func aKeyStaysAsItIs() {
    for first: UInt32 in stride(from: 0x20, to: 0xFFFF, by: 1) where !(0xD800...0xDFFF ~= first) {
      guard let scalar = Unicode.Scalar(first) else { continue }
      let key = SearchKey.of(String(scalar))
      #expect(Array(SearchKey.of(key).utf8) == Array(key.utf8), "U+\(String(first, radix: 16))")
      #expect(!key.utf8.contains { "%_|\\ ".utf8.contains($0) }, "U+\(String(first, radix: 16))")
    }
  }

  @Test(arguments: [("نور", "نورة"), ("علي", "عالي"), ("EL-1", "EL-2"), ("سمير", "شمير")])
  func othersStayOthers(_ one: String, _ other: String) {
    #expect(SearchKey.of(one) != SearchKey.of(other))
  }

  @Test func wordsAreAtMostSoMany() {
    #expect(SearchKey.words("  Noor\tInstitute ", limit: 4) == ["noor", "institute"])
    #expect(SearchKey.words("a b c d e", limit: 3) == ["a", "b", "cde"])
    #expect(SearchKey.words("a b c", limit: 3) == ["a", "b", "c"])
    #expect(SearchKey.words(" - ! ", limit: 4) == [])
  }
}
