import CPango

extension Canvas {
  enum Alignment { case left, centre, right }

  /// How a text is set; sizes in points.
  struct Face {
    var size: Double
    var colour: Colour = .ink
    var isArabic = true
    var isBold = false
    /// Space between letters, for Latin letters only.
    var tracking: Double = 0
    /// The distance of lines, as a share of what the font asks for.
    var leading: Double = 1

    static func arabic(_ size: Double, _ colour: Colour = .ink, bold: Bool = false) -> Face {
      // Amiri asks for room above and below that vocalised verse needs and a certificate does not.
      Face(size: size, colour: colour, isBold: bold, leading: 0.82)
    }

    static func latin(_ size: Double, _ colour: Colour = .ink, bold: Bool = false) -> Face {
      Face(size: size, colour: colour, isArabic: false, isBold: bold, leading: 0.9)
    }
  }

  /// One line on a baseline between two edges, made smaller until it fits between them.
  func line(
    _ text: String, _ face: Face, x: Double, width: Double, baseline: Double,
    _ alignment: Alignment = .centre
  ) throws {
    guard !text.isEmpty else { return }
    let layout = try layout(text, face)
    defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
    try checkFonts(layout, text)
    var natural = extent(layout).width
    if natural > width {
      let share = width / natural * 0.998
      guard share >= 0.2 else { throw DrawingFault.doesNotFit(text) }
      setSize(face.size * share, face, layout)
      natural = extent(layout).width
    }
    let spare = width - natural
    let indent =
      switch alignment {
      case .left: 0.0
      case .centre: spare / 2
      case .right: spare
      }
    let ascent = Double(pango_layout_get_baseline(layout)) / Double(PANGO_SCALE)
    show(layout, face.colour, x + indent, baseline - ascent)
  }

  /// A label in bold and its text.
  struct Entry {
    let label: String
    let text: String
  }

  /// Entries below each other within a box from its top on, all made smaller until they fit.
  func entries(_ entries: [Entry], _ face: Face, in box: Box, _ alignment: Alignment) throws {
    var text = ""
    var labels: [Range<Int>] = []
    for entry in entries {
      if !text.isEmpty { text += "\n" }
      labels.append(text.utf8.count..<(text.utf8.count + entry.label.utf8.count))
      text += entry.label + entry.text
    }
    try paragraph(text, face, in: box, alignment, strong: labels)
  }

  /// Lines within a box from its top on, made smaller until they fit; `strong` ranges of bytes are
  /// set in bold.
  func paragraph(
    _ text: String, _ face: Face, in box: Box, _ alignment: Alignment, centred: Bool = false,
    strong: [Range<Int>] = []
  ) throws {
    guard !text.isEmpty else { return }
    let layout = try layout(text, face, strong: strong)
    defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
    pango_layout_set_width(layout, Int32(box.width * Double(PANGO_SCALE)))
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
    pango_layout_set_line_spacing(layout, Float(face.leading))
    let place =
      switch alignment {
      case .left: PANGO_ALIGN_LEFT
      case .centre: PANGO_ALIGN_CENTER
      case .right: PANGO_ALIGN_RIGHT
      }
    pango_layout_set_alignment(layout, place)
    try checkFonts(layout, text)
    var share = 1.0
    while extent(layout).height > box.height {
      // Fewer lines are needed as letters grow smaller: height goes about with the square.
      let guess = (box.height / extent(layout).height).squareRoot() * 1.05
      share *= share == 1 ? min(guess, 0.97) : 0.96
      guard share >= 0.2 else { throw DrawingFault.doesNotFit(text) }
      setSize(face.size * share, face, layout)
    }
    let height = extent(layout).height
    show(layout, face.colour, box.x, box.y + (centred ? (box.height - height) / 2 : 0))
  }

  private func show(_ layout: OpaquePointer, _ colour: Colour, _ x: Double, _ y: Double) {
    self.colour(colour)
    cairo_move_to(cairo, x, y)
    pango_cairo_show_layout(cairo, layout)
  }

  private func extent(_ layout: OpaquePointer) -> (width: Double, height: Double) {
    var width: Int32 = 0
    var height: Int32 = 0
    pango_layout_get_size(layout, &width, &height)
    return (Double(width) / Double(PANGO_SCALE), Double(height) / Double(PANGO_SCALE))
  }

  private func layout(_ text: String, _ face: Face, strong: [Range<Int>] = []) throws
    -> OpaquePointer
  {
    pango_context_set_base_dir(
      context, face.isArabic ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR)
    guard let layout = pango_layout_new(context) else { throw DrawingFault.cairo("no layout") }
    pango_layout_set_auto_dir(layout, 0)
    let length = Int32(clamping: text.utf8.count)
    pango_layout_set_text(layout, text, length)
    setSize(face.size, face, layout)
    let attributes = pango_attr_list_new()
    if face.isArabic {
      for run in Canvas.latinRuns(text) {
        add(pango_attr_family_new(Canvas.latinFamilies), run, to: attributes)
      }
    } else if face.tracking != 0 {
      let space = pango_attr_letter_spacing_new(Int32(face.tracking * Double(PANGO_SCALE)))
      add(space, 0..<text.utf8.count, to: attributes)
    }
    for range in strong {
      add(pango_attr_weight_new(PANGO_WEIGHT_BOLD), range, to: attributes)
    }
    pango_layout_set_attributes(layout, attributes)
    pango_attr_list_unref(attributes)
    return layout
  }

  /// Better no certificate than one with empty boxes for letters.
  private func checkFonts(_ layout: OpaquePointer, _ text: String) throws {
    guard pango_layout_get_unknown_glyphs_count(layout) == 0 else {
      throw DrawingFault.noFont(text)
    }
  }

  private func add(
    _ attribute: UnsafeMutablePointer<PangoAttribute>?, _ range: Range<Int>,
    to list: OpaquePointer?
  ) {
    attribute?.pointee.start_index = guint(range.lowerBound)
    attribute?.pointee.end_index = guint(range.upperBound)
    pango_attr_list_insert(list, attribute)
  }

  private func setSize(_ size: Double, _ face: Face, _ layout: OpaquePointer) {
    let description = pango_font_description_new()
    pango_font_description_set_family(
      description, face.isArabic ? Canvas.arabicFamilies : Canvas.latinFamilies)
    pango_font_description_set_weight(
      description, face.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
    pango_font_description_set_absolute_size(description, size * Double(PANGO_SCALE))
    pango_layout_set_font_description(layout, description)
    pango_font_description_free(description)
  }

  /// Those of the two families that this machine has not got; others stand in for them.
  static func missingFamilies() -> [String] {
    var families: UnsafeMutablePointer<UnsafeMutablePointer<PangoFontFamily>?>?
    var count: Int32 = 0
    pango_font_map_list_families(pango_cairo_font_map_get_default(), &families, &count)
    defer { g_free(families) }
    let names = UnsafeBufferPointer(start: families, count: Int(count)).map {
      String(cString: pango_font_family_get_name($0))
    }
    return [arabicFamily, latinFamily].filter { !names.contains($0) }
  }

  /// Amiri for Arabic; Gentium Plus for Latin letters, because it has all of Vietnamese.
  private static let arabicFamily = "Amiri"
  private static let latinFamily = "Gentium Plus"
  private static let arabicFamilies = "\(arabicFamily), \(latinFamily)"
  private static let latinFamilies = "\(latinFamily), \(arabicFamily)"

  /// Runs of Latin letters as ranges of bytes: in Arabic text too they come from the Latin font,
  /// since Amiri has some of them only and a name would be set in two hands.
  private static func latinRuns(_ text: String) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var place = 0
    for scalar in text.unicodeScalars {
      let length = UTF8.width(scalar)
      switch scalar.value {
      case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F, 0x300...0x36F, 0x1E00...0x1EFF:
        if let last = runs.last, last.upperBound == place {
          runs[runs.count - 1] = last.lowerBound..<(place + length)
        } else {
          runs.append(place..<(place + length))
        }
      default: break
      }
      place += length
    }
    return runs
  }
}
