package import Credentials
import JSON
package import Kernel
package import Language
package import Paper
import Proofs
import Regulations
import Storage

extension Office {
  /// The certificate on paper with credential and bundle attached, in Arabic and beside it in
  /// another language; nil while it is not signed (V.3, VI.2).
  package func certificate(of credential: Credential, arabic: Speech, beside: Speech, at: Instant)
    throws -> [UInt8]?
  {
    guard let bundle = try bundle(of: credential, at: at),
      let sheet = try sheet(of: credential, bundle)
    else { return nil }
    let award = bundle.award.map { JSON.write($0) } ?? Array((bundle.jwt ?? "").utf8)
    return try PDFAttachments.attach(
      [
        PDFAttachments.File(
          name: "credential.json", mimeType: "application/vc",
          description: "Open Badges 3.0 credential", bytes: award),
        PDFAttachments.File(
          name: "bundle.json", mimeType: "application/json",
          description: "Credential with receipt, status lists and DID documents",
          bytes: bundle.bytes),
      ], to: try Certificate.pdf(sheet, arabic: arabic, beside: beside))
  }

  /// The badge as a picture with the credential baked in; nil while it is not signed.
  package func badge(of credential: Credential, arabic: Speech, beside: Speech, at: Instant)
    throws -> [UInt8]?
  {
    guard let bundle = try bundle(of: credential, at: at), let award = bundle.award,
      let sheet = try sheet(of: credential, bundle)
    else { return nil }
    return try BakedPNG.bake(
      JSON.write(award), into: try Badge.png(sheet, arabic: arabic, beside: beside))
  }

  /// The address in a certificate's QR code; the digest of the award never reaches a server.
  package func link(_ credential: CredentialID, _ award: Value) throws -> String {
    let digest = CredentialDigest(form: .award, bytes: try AwardDigest.bytes(of: award))
    return "\(publicURL)/c/\(credential)#sha256=\(digest.text)"
  }

  /// What the certificate prints: the award's own words, so that paper and signature say the same.
  private func sheet(of credential: Credential, _ bundle: Bundle) throws -> CertificateSheet? {
    guard let award = bundle.award, let says = AwardSummary(reading: award),
      let approval = says.resultApproval, let template = says.templateApproval
    else { return nil }
    let names = says.holder.split(separator: " / ").map(String.init)
    func both(_ text: AwardSummary.Text) -> Localized {
      let english = text.english.isEmpty ? text.arabic : text.english
      return Localized(ar: text.arabic, en: english, vi: english)
    }
    func decision(_ decision: AwardSummary.Decision) -> CertificateSheet.Decision? {
      decision.day.map {
        CertificateSheet.Decision(
          body: both(.init(arabic: decision.bodyArabic, english: decision.bodyEnglish)),
          number: decision.number, day: $0)
      }
    }
    func licence(_ kind: AwardSummary.Licence.Kind) -> CertificateSheet.Licence? {
      says.licences.first { $0.kind == kind }.flatMap { licence in
        licence.from.map {
          CertificateSheet.Licence(
            number: licence.number,
            authority: both(
              .init(arabic: licence.authorityArabic, english: licence.authorityEnglish)),
            licensed: both(.init(arabic: licence.licensedArabic, english: licence.licensedEnglish)),
            from: $0, through: licence.through)
        }
      }
    }
    guard let approved = decision(approval), let templated = decision(template),
      let provider = licence(.provider), let programme = licence(.programme)
    else { return nil }
    return CertificateSheet(
      id: credential.id, issuedAt: credential.issuedAt, issuer: both(says.issuer),
      unit: both(says.unit), arabicName: names.first ?? says.holder,
      latinName: names.last ?? says.holder, maskedNumber: says.maskedNumber,
      course: CertificateSheet.Course(
        code: says.code, title: both(says.title), field: both(says.field),
        units: says.units?.integer.map { Int(clamping: $0) } ?? 0,
        outcomes: says.outcomes.map(both)),
      term: both(says.term),
      grade: CertificateSheet.Grade(
        symbol: says.symbol, arabicSymbol: says.arabicSymbol, name: both(says.gradeName)),
      resultApproval: approved, templateApproval: templated, providerLicence: provider,
      programmeLicence: programme, article: article(Endorsements.article),
      editions: says.editions.map { Localized(ar: $0, en: $0, vi: $0) },
      link: try link(credential.id, award), awaitsRegistration: bundle.receipt == nil,
      isDemonstration: isDemo || says.replayNote != nil)
  }

  /// How an article is called in print: its title and, in brackets, its citation.
  private func article(_ citation: String) -> Localized {
    let found = Citation(text: citation).flatMap {
      library.pack($0.instrument)?.edition($0.edition)?.article($0.article)
    }
    guard let title = found?.title else {
      return Localized(ar: citation, en: citation, vi: citation)
    }
    return Localized(
      ar: "\(title.ar) (\(citation))", en: "\(title.en) (\(citation))",
      vi: "\(title.vi) (\(citation))")
  }
}

/// What somebody hands in to be verified: as it is, or taken out of a picture or a page.
package enum CredentialFile {
  /// The credential of a file: of a PNG what is baked in, of a PDF the bundle or else the award that
  /// is attached, of anything else its own bytes. Of two, a reader could be shown the one and
  /// believe the other.
  package static func unpack(_ bytes: [UInt8]) throws(FileFault) -> [UInt8] {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      guard let baked = try BakedPNG.read(bytes) else { throw .nothingBaked }
      return baked
    }
    guard bytes.starts(with: "%PDF".utf8) else { return bytes }
    let found = try PDFAttachments.read(from: bytes)
    let all = found.map { (bytes: $0.bytes, rank: rank($0.bytes)) }
    guard let most = all.compactMap(\.rank).max() else { throw .nothingAttached }
    let best = all.filter { $0.rank == most }.map(\.bytes)
    guard let only = best.first, best.allSatisfy({ $0 == only }) else { throw .severalCredentials }
    return only
  }

  /// How well an attached file serves: a bundle best, then an award, then a token, then any object;
  /// nil for anything else.
  private static func rank(_ bytes: [UInt8]) -> Int? {
    if bytes.starts(with: "eyJ".utf8) { return 1 }
    let first = bytes.first { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }
    guard first == UInt8(ascii: "{") else { return nil }
    let type = (try? JSON.read(bytes, limits: Bundle.limits))?["type"]
    let types = (type?.elements ?? [type].compactMap(\.self)).compactMap(\.string)
    if types.contains("CredentialBundle") { return 3 }
    return types.contains { ["OpenBadgeCredential", "AchievementCredential"].contains($0) } ? 2 : 0
  }
}
