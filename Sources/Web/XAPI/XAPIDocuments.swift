import HTTPTypes
import Hummingbird
import JSON
import Kernel
import LearningRecords
import NIOCore
import Operations
import Storage

/// The documents that programs keep: state and the two profiles.
struct XAPIDocuments: Sendable {
  let kind: RecordDocument.Kind

  private var idName: String { kind == .state ? "stateId" : "profileId" }

  private var names: [String] {
    switch kind {
    case .state: ["activityId", "agent", "registration", "stateId"]
    case .activity: ["activityId", "profileId"]
    case .agent: ["agent", "profileId"]
    }
  }

  /// The longest id of a document, and the longest IRI of an activity that has documents: both stand in
  /// one index, which holds no more.
  private static let (mostOfID, mostOfActivity) = (1_000, 1_500)

  private func id(_ call: Call) throws -> String? {
    guard let id = call[idName] else { return nil }
    guard id.utf8.count <= Self.mostOfID, !id.utf8.contains(0) else {
      throw Problem.badInput(
        idName, "An id has at most \(Self.mostOfID) bytes, and none of them is zero.")
    }
    return id
  }

  private func activity(_ call: Call) throws -> String {
    let activity = try call.activity()
    guard activity.utf8.count <= Self.mostOfActivity else {
      throw Problem.badInput(
        "activityId",
        "An activity that has documents has an IRI of at most \(Self.mostOfActivity) bytes.")
    }
    return activity
  }

  private func place(_ call: Call, _ client: RecordClient) throws -> RecordDocument.Place {
    let keys = try call.site.office.recordKeys(client.scope)
    var agent: IndexKey?
    if kind != .activity {
      agent = keys.agent(try call.agent())
      guard agent != nil else {
        throw Problem.badInput("agent", "Name an agent or group by its identifier.")
      }
    }
    return RecordDocument.Place(
      kind, activity: kind == .agent ? "" : try activity(call), agent: agent,
      registration: kind == .state ? try call.uuid("registration") : nil)
  }

  @Sendable func read(_ call: Call) async throws -> Response {
    try call.only(names + ["since"])
    let client = try call.client(with: kind == .state ? .state : .profile, .readAll)
    let place = try place(call, client)
    let database = call.site.office.database
    guard let id = try id(call) else {
      let since = try call.time("since")
      let found = try database.read {
        try RecordDocument.ids(place, since: since, client.scope, in: $0)
      }
      var out = JSONWriter()
      out.beginArray()
      for (place, document) in found.enumerated()
      where place == 0 || !Name.same(found[place - 1].id, document.id) {
        out.string(document.id)
      }
      out.endArray()
      var response = Reply.json(out.bytes)
      if let last = found.map(\.stored).max() {
        response.headers[.lastModified] = HTTPDate.text(last)
      }
      return response
    }
    guard call["since"] == nil else {
      throw Problem.badInput("since", "This goes with a list of documents, not with one.")
    }
    guard
      let found = try database.read({
        try RecordDocument.find(id, place, client.scope, in: $0)
      })
    else { throw Problem.notFound }
    var response = Reply.bytes(found.body, type: found.type)
    response.headers[.eTag] = DocumentChange.tag(found.body)
    response.headers[.lastModified] = HTTPDate.text(found.stored)
    // What a client put here is never shown as a page of ours.
    response.headers[.contentSecurityPolicy] = "sandbox; default-src 'none'"
    return response
  }

  @Sendable func change(_ call: Call) async throws -> Response {
    try call.only(names)
    let client = try call.client(with: kind == .state ? .state : .profile)
    let place = try place(call, client)
    let deed: DocumentChange.Deed =
      call.method == .put ? .put : call.method == .post ? .merge : .remove
    let id = try id(call)
    guard id != nil || kind == .state && deed == .remove else {
      throw Problem.badInput(idName, "This parameter is required.")
    }
    let type = call.header("Content-Type") ?? "application/octet-stream"
    guard Mixed.isType(type) else {
      throw Problem.badInput("Content-Type", "This is not a media type.")
    }
    if deed != .remove, type.lowercased().utf8.starts(with: "application/json".utf8) {
      _ = try JSON.read(call.body, limits: StatementBody.limits)
    }
    try await call.site.office.change(
      DocumentChange(
        deed, id, place, type: type, body: call.body,
        DocumentChange.Precondition(
          match: tags(call.header("If-Match")), noneMatch: tags(call.header("If-None-Match")))),
      by: client, call.version)
    return Response(status: .noContent)
  }

  private func tags(_ header: String?) -> [String]? {
    header.map { $0.split(separator: ",").map { String($0.trimmingPrefix(" ")) } }
  }
}
