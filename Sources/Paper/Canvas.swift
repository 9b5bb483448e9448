import CPango

/// Why nothing was drawn: a fault of the machine or of the sheet, for the log and the operator.
package enum DrawingFault: Error, Sendable, Equatable {
  /// No installed font has a letter of this text.
  case noFont(String)
  /// Even at a fifth of its size the text does not fit its place.
  case doesNotFit(String)
  /// The link is empty or longer than a QR code can hold.
  case badLink
  /// Cairo's own word for what went wrong.
  case cairo(String)
}

/// A colour on paper.
struct Colour {
  let red, green, blue: Double

  init(_ hex: UInt32) {
    red = Double(hex >> 16 & 255) / 255
    green = Double(hex >> 8 & 255) / 255
    blue = Double(hex & 255) / 255
  }

  static let ink = Colour(0x1A2420)
  static let quiet = Colour(0x59655F)
  static let green = Colour(0x0B5D3B)
  static let gold = Colour(0x9A6B1B)
  static let red = Colour(0x9B1C1C)
  static let paleRed = Colour(0xF6E3E1)
  static let white = Colour(0xFFFFFF)
  static let paleGold = Colour(0xD9C7A0)
  static let tint = Colour(0xF1F5F2)
}

/// A rectangle: points from the top left corner.
struct Box {
  var x, y, width, height: Double

  init(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  func inset(_ by: Double) -> Box { Box(x + by, y + by, width - 2 * by, height - 2 * by) }
}

/// What is drawn on: Cairo with Pango's letters. It belongs to the thread that made it, and so do
/// Pango's fonts, of which each thread keeps its own.
final class Canvas {
  let cairo: OpaquePointer
  let context: OpaquePointer

  private init(_ surface: OpaquePointer) {
    cairo = cairo_create(surface)
    context = pango_cairo_create_context(cairo)
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    pango_cairo_context_set_font_options(context, options)
    cairo_font_options_destroy(options)
    pango_context_set_round_glyph_positions(context, 0)
    // Otherwise the environment's language would choose among a font's forms.
    pango_context_set_language(context, pango_language_from_string("ar"))
  }

  deinit {
    g_object_unref(UnsafeMutableRawPointer(context))
    cairo_destroy(cairo)
  }

  /// One page as PDF; the same drawing gives the same bytes.
  static func pdf(
    width: Double, height: Double, facts: [(cairo_pdf_metadata_t, String)],
    draw: (Canvas) throws -> Void
  ) throws -> [UInt8] {
    let sink = Sink()
    let pointer = Unmanaged.passUnretained(sink).toOpaque()
    guard let surface = cairo_pdf_surface_create_for_stream(Sink.write, pointer, width, height)
    else { throw DrawingFault.cairo("no surface") }
    defer { cairo_surface_destroy(surface) }
    // Later versions may keep their table of contents in a stream, which `attach` cannot follow.
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4)
    for (key, value) in facts { cairo_pdf_surface_set_metadata(surface, key, value) }
    let canvas = Canvas(surface)
    try draw(canvas)
    cairo_show_page(canvas.cairo)
    try check(cairo_status(canvas.cairo))
    cairo_surface_finish(surface)
    try check(cairo_surface_status(surface))
    return withExtendedLifetime(sink) { sink.bytes }
  }

  /// A picture as PNG.
  static func png(side: Int, draw: (Canvas) throws -> Void) throws -> [UInt8] {
    let sink = Sink()
    let pointer = Unmanaged.passUnretained(sink).toOpaque()
    guard
      let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(side), Int32(side))
    else { throw DrawingFault.cairo("no surface") }
    defer { cairo_surface_destroy(surface) }
    let canvas = Canvas(surface)
    try draw(canvas)
    try check(cairo_status(canvas.cairo))
    try check(cairo_surface_write_to_png_stream(surface, Sink.write, pointer))
    return withExtendedLifetime(sink) { sink.bytes }
  }

  private static func check(_ status: cairo_status_t) throws {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    throw DrawingFault.cairo(String(cString: cairo_status_to_string(status)))
  }

  /// Where Cairo's bytes go.
  private final class Sink {
    var bytes: [UInt8] = []

    static let write: cairo_write_func_t = { sink, data, length in
      guard let sink, let data else { return CAIRO_STATUS_WRITE_ERROR }
      Unmanaged<Sink>.fromOpaque(sink).takeUnretainedValue().bytes
        .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
      return CAIRO_STATUS_SUCCESS
    }
  }
}

// MARK: - Lines and surfaces

extension Canvas {
  func colour(_ colour: Colour) {
    cairo_set_source_rgb(cairo, colour.red, colour.green, colour.blue)
  }

  func stroke(_ colour: Colour, _ width: Double) {
    self.colour(colour)
    cairo_set_line_width(cairo, width)
    cairo_stroke(cairo)
  }

  func fill(_ colour: Colour) {
    self.colour(colour)
    cairo_fill(cairo)
  }

  func rectangle(_ box: Box) { cairo_rectangle(cairo, box.x, box.y, box.width, box.height) }

  func rule(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ colour: Colour, _ width: Double
  ) {
    cairo_move_to(cairo, x1, y1)
    cairo_line_to(cairo, x2, y2)
    stroke(colour, width)
  }

  func circle(_ x: Double, _ y: Double, _ radius: Double) {
    cairo_new_sub_path(cairo)
    cairo_arc(cairo, x, y, radius, 0, 2 * .pi)
  }

  /// A code, quiet zone apart, dark on what is there: as large as the box lets it be with modules of
  /// whole eighths of a point.
  func draw(_ code: QRCode, in box: Box) {
    let module = (box.width * 8 / Double(code.side)).rounded(.down) / 8
    for run in code.runs {
      cairo_rectangle(
        cairo, box.x + Double(run.x) * module, box.y + Double(run.y) * module,
        Double(run.length) * module, module)
    }
    fill(.ink)
  }
}
