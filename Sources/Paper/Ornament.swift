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

  /// The two squares themselves, their lines crossing.
  private func squares(_ x: Double, _ y: Double, _ radius: Double) {
    square(x, y, radius)
    let side = radius * 2.squareRoot()
    rectangle(Box(x - side / 2, y - side / 2, side, side))
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

  /// A band of stars with a green rule without and a gold one within, along the edge of a page.
  func frame(_ outer: Box, band: Double) {
    rectangle(outer)
    stroke(.green, 1.4)
    let inner = outer.inset(band)
    rectangle(inner)
    stroke(.green, 0.5)
    rectangle(inner.inset(3))
    stroke(.gold, 0.5)
    let half = band / 2
    let across = Int(((outer.width - 2 * band) / band).rounded())
    let down = Int(((outer.height - 2 * band) / band).rounded())
    let stepX = (outer.width - 2 * band) / Double(across)
    let stepY = (outer.height - 2 * band) / Double(down)
    var centres: [(x: Double, y: Double)] = []
    for index in 0..<across {
      let x = outer.x + band + (Double(index) + 0.5) * stepX
      centres += [(x, outer.y + half), (x, outer.y + outer.height - half)]
    }
    for index in 0..<down {
      let y = outer.y + band + (Double(index) + 0.5) * stepY
      centres += [(outer.x + half, y), (outer.x + outer.width - half, y)]
    }
    for centre in centres { squares(centre.x, centre.y, half * 0.98) }
    stroke(.gold, 0.45)
    for centre in centres { square(centre.x, centre.y, half * 0.36) }
    fill(.paleGold)
    for x in [outer.x + half, outer.x + outer.width - half] {
      for y in [outer.y + half, outer.y + outer.height - half] {
        rectangle(Box(x - half, y - half, band, band))
        fill(.green)
        star(x, y, half * 0.8)
        stroke(.white, 0.7)
        star(x, y, half * 0.36)
        fill(.white)
      }
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
