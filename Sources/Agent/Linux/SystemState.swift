import Glibc

/// What the service manager is about to do.
enum SystemState {
  /// Whether the whole system goes down, and not only this service.
  static var isShuttingDown: Bool {
    guard access("/run/systemd/system", F_OK) == 0, let answer = popen("systemctl is-system-running 2>/dev/null", "r")
    else { return false }
    defer { pclose(answer) }
    var line = [CChar](repeating: 0, count: 64)
    guard fgets(&line, Int32(line.count), answer) != nil else { return false }
    return strncmp(line, "stopping", 8) == 0
  }
}
