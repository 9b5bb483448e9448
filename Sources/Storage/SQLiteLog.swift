import CSQLite
import Foundation

/// Brings what is committed from the log into the database's file. The bulk is written and synced by a
/// thread beside the writer; the writer does only what came meanwhile, and the log begins anew.
final class SQLiteLog: @unchecked Sendable {
  /// Lengths of the log, in frames of a page each.
  struct Sizes: Sendable {
    /// So long it is brought into the file.
    var enough = 8_000
    /// So little of it is left to the writer.
    var rest = 2_000
    /// So long the writer waits: the log must not outgrow the disk.
    var most = 64_000
  }

  private let path: String
  private let sizes: Sizes
  private let condition = NSCondition()
  private var isRunning = false
  /// How many frames the log held after the last commit, and how many of them are in the file.
  private var frames = 0
  private var filled = 0
  /// How many frames the log holds when it is tried again.
  private var due: Int
  /// How often the log has begun anew.
  private var round = 0

  init(path: String, _ sizes: Sizes) {
    (self.path, self.sizes, due) = (path, sizes, sizes.enough)
  }

  /// Is told of each commit of a writer's connection, which must live no longer than this.
  func listen(to writer: OpaquePointer) {
    sqlite3_wal_hook(
      writer,
      { context, handle, _, frames in
        if let context, let handle {
          Unmanaged<SQLiteLog>.fromOpaque(context).takeUnretainedValue()
            .committed(Int(frames), on: handle)
        }
        return SQLITE_OK
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Waits until the thread, if there is one, is done with the file.
  func finish() {
    condition.lock()
    while isRunning { condition.wait() }
    condition.unlock()
  }

  private func committed(_ now: Int, on writer: OpaquePointer) {
    condition.lock()
    defer { condition.unlock() }
    if now < frames {
      round &+= 1
      (filled, due) = (0, sizes.enough)
    }
    frames = now
    guard now >= due else { return }
    while isRunning {
      if now < sizes.most { return }
      condition.wait()
    }
    if now >= sizes.most || (filled > 0 && now - filled <= sizes.rest) {
      filled = Self.bringIn(on: writer) ?? filled
      // Where it is not all: a reader holds an old state, or the disk is full.
      due = now + sizes.rest
    } else {
      isRunning = true
      due = now
      Thread.detachNewThread { [self, round] in runBeside(round) }
    }
  }

  private func runBeside(_ begun: Int) {
    bringIn(begun)
    condition.lock()
    isRunning = false
    condition.broadcast()
    condition.unlock()
  }

  private func bringIn(_ begun: Int) {
    guard let connection = try? SQLiteConnection(path: path, mode: .reader) else { return }
    // Only a connection that has read knows that there is a log.
    _ = try? connection.schemaVersion()
    while let done = connection.bringInLog() {
      condition.lock()
      defer { condition.unlock() }
      guard round == begun else { return }
      let before = filled
      filled = done
      // What the writer did meanwhile may be much again; each time it is less.
      if frames - filled <= sizes.rest { return }
      if filled == before {
        due = frames + sizes.enough
        return
      }
    }
  }

  /// Writes into the file what nobody holds back; tells how many frames of the log are there, nil where
  /// it could not be done.
  static func bringIn(on handle: OpaquePointer) -> Int? {
    var done: Int32 = 0
    let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, &done)
    return code == SQLITE_OK && done >= 0 ? Int(done) : nil
  }
}
