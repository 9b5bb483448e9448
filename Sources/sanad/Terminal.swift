import Foundation

/// The terminal a person sits at, whatever the standard streams are.
enum Terminal {
  /// Asks for a secret, which is not shown while it is typed; nil where nobody sits.
  static func secret(_ prompt: String) -> String? {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var settings = termios()
    guard tcgetattr(terminal, &settings) == 0 else { return nil }
    var silent = settings
    silent.c_lflag &= ~tcflag_t(ECHO)
    guard tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else { return nil }
    defer { tcsetattr(terminal, TCSAFLUSH, &settings) }
    say(prompt, terminal)
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while line.count < 4_096, read(terminal, &byte, 1) == 1, byte != 0x0A { line.append(byte) }
    say("\n", terminal)
    guard let text = String(validating: line, as: UTF8.self), !line.isEmpty else { return nil }
    return text
  }

  private static func say(_ text: String, _ terminal: Int32) {
    let bytes = Array(text.utf8)
    _ = write(terminal, bytes, bytes.count)
  }
}
