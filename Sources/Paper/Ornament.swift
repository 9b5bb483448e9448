import CPango
import Foundation

// The geometry of frame and seal: eight-pointed stars (two squares over each other) in a row, tip to
// tip, and a rosette. Lines only; nothing is a picture.
extension Canvas {
  private func point(_ x: Double, _ y: Double, _ radius: Double, _ turn: Double) -> (
    x: Double, y: Double
  ) {
    (x + radius * cos(turn * 2 * .pi), y + radius * sin(turn * 2 * .pi))
  }

  private func path(_ points: [(x: Double, y: Double)]) {
    guard let first = points.first else { return }
    cairo_move_to(cairo, first.x, first.y)
    for point in points.dropFirst() { cairo_line_to(cairo, point.x, point.y) }
    cairo_close_path(cairo)
  }

  /// The outline of two squares over each other, tips at the axes and diagonals.
  func star(_ x: Double, _ y: Double, _ radius: Double) {
    let inner = radius * 0.7654
    path((0..<16).map { point(x, y, $0 % 2 == 0 ? radius : inner, Double($0) / 16) })
  }

  /// A square on its tip.
  private func square(_ x: Double, _ y: Double, _ radius: Double) {
    path([(x + radius, y), (x, y + radius), (x - radius, y), (x, y - radius)])
  }

  /// Each of `count` points on a circle joined to the one `step` further on.
  func starPolygon(_ x: Double, _ y: Double, _ radius: Double, _ count: Int, _ step: Int) {
    for index in 0..<count {
      let from = point(x, y, radius, Double(index) / Double(count) - 0.25)
      let to = point(x, y, radius, Double(index + step) / Double(count) - 0.25)
      cairo_move_to(cairo, from.x, from.y)
      cairo_line_to(cairo, to.x, to.y)
    }
  }

  /// A band of stars, so many across and down between the corners, with a green rule without and a
  /// gold one within. Sixteen points a star keep every coordinate a short number.
  func frame(x: Double, y: Double, across: Int, down: Int) {
    let band = 16.0
    let outer = Box(x, y, band * Double(across + 2), band * Double(down + 2))
    rectangle(outer)
    stroke(.green, 1.4)
    rectangle(outer.inset(band))
    stroke(.green, 0.5)
    rectangle(outer.inset(band + 3))
    stroke(.gold, 0.5)
    let (left, top) = (x + band / 2, y + band / 2)
    let (right, bottom) = (left + band * Double(across + 1), top + band * Double(down + 1))
    var centres: [(x: Double, y: Double)] = []
    for place in 1...across {
      let x = left + band * Double(place)
      centres += [(x, top), (x, bottom)]
    }
    for place in 1...down {
      let y = top + band * Double(place)
      centres += [(left, y), (right, y)]
    }
    for centre in centres {
      square(centre.x, centre.y, 8)
      rectangle(Box(centre.x - 5.5, centre.y - 5.5, 11, 11))
    }
    stroke(.gold, 0.45)
    for centre in centres { square(centre.x, centre.y, 3) }
    fill(.paleGold)
    for (x, y) in [(left, top), (right, top), (left, bottom), (right, bottom)] {
      rectangle(Box(x - 8, y - 8, band, band))
      fill(.green)
      star(x, y, 6.5)
      stroke(.white, 0.7)
      star(x, y, 3)
      fill(.white)
    }
  }

  /// A seal: a rosette of sixteen within two rings, a star at its heart.
  func rosette(_ x: Double, _ y: Double, _ radius: Double, line: Double = 0.5) {
    circle(x, y, radius)
    stroke(.green, line * 2.2)
    circle(x, y, radius * 0.93)
    stroke(.gold, line)
    starPolygon(x, y, radius * 0.9, 16, 6)
    stroke(.green, line)
    starPolygon(x, y, radius * 0.9, 16, 3)
    stroke(.gold, line * 0.8)
    circle(x, y, radius * 0.37)
    fill(.white)
    star(x, y, radius * 0.34)
    fill(.green)
    star(x, y, radius * 0.2)
    fill(.white)
    star(x, y, radius * 0.13)
    fill(.gold)
  }

  /// The same rosette, large and so pale that it can be written over.
  func watermark(_ x: Double, _ y: Double, _ radius: Double) {
    starPolygon(x, y, radius, 16, 6)
    starPolygon(x, y, radius, 16, 3)
    circle(x, y, radius)
    stroke(.tint, 1.6)
    star(x, y, radius * 0.36)
    stroke(.tint, 1.6)
  }
}
