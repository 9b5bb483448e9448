import Kernel
import Proofs
import Storage
package import Transport

/// What lies between a provider and its regulator.
extension Doctor {
  /// Whether awards get their receipts, and whether each pinned regulator still says of itself what
  /// was pinned; nothing on an installation that registers its own awards.
  package func regulator(_ transport: Transport) -> [Check] {
    let name = "regulator"
    do {
      let (part, pinned) = try database.read { tx in
        (try Installation.part(in: tx), try KnownDID.all(.regulator, in: tx))
      }
      guard part == .provider else { return [] }
      guard !pinned.isEmpty else {
        return [
          .notCheckable(name, "none is pinned: nothing can be issued before `sanad regulator pin`"),
          receipts(),
        ]
      }
      return pinned.map { compare($0, transport) } + [receipts()]
    } catch {
      return [.failed(name, "it could not be looked at: \(error)", "check the database")]
    }
  }

  private func compare(_ pinned: DIDDocument, _ transport: Transport) -> Check {
    let name = "regulator"
    guard let did = DID(text: pinned.id) else {
      return .notCheckable(name, "\(pinned.id) has no address")
    }
    do {
      let served = try Fetching(transport).didDocument(did, reach: .anywhere)
      guard served == pinned else {
        return .failed(
          name, "\(pinned.id) publishes another document than the one that is pinned",
          "ask the regulator whether its keys have changed, and pin the new document")
      }
      return .passed(name, "\(pinned.id) publishes what is pinned")
    } catch {
      return .notCheckable(name, "\(error)")
    }
  }

  /// Awards may wait an hour for their receipt; after a day they are given up.
  private func receipts() -> Check {
    let name = "receipts"
    let remedy = "look at what the regulator answers; what was given up is superseded"
    return Doctor.check(name, remedy) {
      let state = try database.read { try DoctorQueries.receipts(in: $0) }
      if state.dead > 0 {
        return .failed(
          name, "\(state.dead) awards were given up, the last: \(state.lastFault)", remedy)
      }
      guard let oldest = state.oldest else { return .passed(name, "no award waits") }
      let told =
        "\(state.waiting) awards wait, the oldest since \(oldest.utcText)"
        + (state.fault.isEmpty ? "" : ": \(state.fault)")
      return oldest.adding(seconds: Doctor.outboxPatience) < now
        ? .failed(name, told, remedy) : .passed(name, told)
    }
  }
}

extension DoctorQueries {
  /// What waits for a receipt, since when and why, and what was given up.
  static func receipts(in tx: Transaction) throws -> (
    waiting: Int, oldest: Instant?, fault: String, dead: Int, lastFault: String
  ) {
    let (waiting, dead) = try tx.receiptFigures()
    let oldest = try tx.first(
      """
      SELECT queued_at, fault FROM outbox
      WHERE topic = 'receipt' AND done_at IS NULL AND dead_at IS NULL
      ORDER BY lease_until, id LIMIT 1
      """
    ) { row in (row.instant(0), row.optional(1) { row.text($0) } ?? "") }
    let last = try tx.first(
      """
      SELECT fault FROM outbox WHERE topic = 'receipt' AND dead_at IS NOT NULL
      ORDER BY dead_at DESC LIMIT 1
      """
    ) { $0.text(0) }
    return (waiting, oldest?.0, oldest?.1 ?? "", dead, last ?? "")
  }
}
