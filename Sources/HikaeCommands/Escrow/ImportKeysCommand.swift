import ArgumentParser
import CanonicalForms
import Custody
import DiskEncryption
import KeyEscrow
import Wording

extension KeyFileFormat: ExpressibleByArgument {}

/// `hikae import keys FILE`.
struct ImportKeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Keep recovery keys from Active Directory, Entra, manage-bde, Windows' files or a CSV.",
    discussion: """
      What is not understood is listed by its line, without digits (exit status 1). A key takes the place of another only \
      when it is known to be newer. Delete the file afterwards.
      """)

  @Argument(help: "The file.")
  var file: String

  @Option(
    name: .customLong("format"), help: "ldif, graph, manage-bde, recovery-file or csv (default: found by itself).")
  var format: KeyFileFormat?

  @Option(name: .customLong("device"), help: "Whose keys they are, where the file does not say.")
  var device: String?

  @Option(
    name: .customLong("device-map"),
    help: "CSV of two columns without a title: what the file calls a device, such as Graph's deviceId, and its id here."
  )
  var deviceMap: String?

  @Flag(name: .customLong("json"), help: "Print the result as one JSON object.")
  var json = false

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      let now = Moment.now
      let others = try deviceMap.map { try DeviceMap(path: $0) } ?? DeviceMap()
      let secret = try FileImage(path: file).whole(atMost: KeyFileReader.longest)
      guard let content = KeyFileReader.read(secret, as: format) else {
        let formats = KeyFileFormat.allCases.map(\.rawValue).joined(separator: ", ")
        StandardError.print("error: " + options.language.text(.keysUnknownFormat, formats))
        throw Status.usage
      }
      let names = RegisteredNames(try custody.devices())
      let known = try escrow.devicesByProtector()
      var incoming: [IncomingKey] = []
      var homeless: [Int] = []
      for key in content.keys {
        guard
          let owner = known[key.protector] ?? key.device.map({ names.id(others.name($0)) }) ?? device.map(names.id)
        else {
          homeless.append(key.line)
          continue
        }
        incoming.append(
          IncomingKey(
            secret: key.secret, kind: key.kind, device: owner, volume: key.volume, protector: key.protector,
            source: content.source, made: key.made))
      }
      let kept = try escrow.keep(incoming, by: "hikae", at: now)
      report(content, kept, homeless, at: now)
      if !content.notUnderstood.isEmpty || !homeless.isEmpty { throw Status.findings }
    }
  }

  private func report(_ content: KeyFileContent, _ kept: [KeyEscrow.Kept], _ homeless: [Int], at now: Moment) {
    let language = options.language
    let printer = KeyPrinter(language: language, now: now)
    var (new, newer, older, known) = (0, 0, 0, 0)
    for one in kept {
      switch one {
      case .added, .beside: new += 1
      case .replacing: newer += 1
      case .older: older += 1
      case .known: known += 1
      }
    }
    guard !json else {
      let answer: JSON = [
        "format": .string(content.format.rawValue), "new": JSON(new), "newer": JSON(newer), "older": JSON(older),
        "known": JSON(known), "keys": JSON(kept.map(\.id.text)),
        "not_understood": .array(content.notUnderstood.map { printer.json($0) }),
        "no_device": .array(homeless.map { JSON($0) }),
      ]
      return print(answer.canonicalText)
    }
    let counts = [new, newer, older, known].map { language.number($0) }
    print(language.text(.keysImported, arguments: [PrintableText.of(file), content.format.rawValue] + counts))
    for entry in content.notUnderstood { print("  " + printer.text(entry)) }
    for line in homeless { print("  " + language.text(.keysNoDevice, "\(line)")) }
  }
}

/// `hikae import metadata DEVICE FILE`.
struct ImportMetadataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metadata",
    abstract: "Keep a copy of a device's encryption metadata, against which its keys are proved.",
    discussion: "FILE is what “hikae prove --collect” wrote, or an image or device that is copied now.")

  @Argument(help: "The device's id.")
  var device: String

  @Argument(help: "Copy, image or device.")
  var file: String

  @Option(name: .customLong("slot"), help: "Of LUKS: the slot that the kept key is of.")
  var slot: Int?

  @Option(name: .customLong("seen"), help: "When it lay on the device, as you say it; kept as a claim (default: now).")
  var seen: MomentArgument?

  @Flag(name: .customLong("accept-older"), help: "The disk was restored on purpose: take older metadata.")
  var acceptsOlder = false

  @Flag(name: .customLong("json"), help: "Print the result as one JSON object.")
  var json = false

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      let now = Moment.now
      let image = try DiskImages.open(file)
      let copy =
        try image as? MetadataCopy ?? EncryptedVolume(reading: image).metadata(in: image, slot: slot)
      let result = try escrow.take(
        copy, of: RegisteredNames(try custody.devices()).id(device), seen: seen?.moment ?? now,
        isClaimed: seen != nil, acceptingOlder: acceptsOlder, by: "hikae", at: now)
      try report(result)
    }
  }

  private func report(_ result: KeyEscrow.Reported) throws {
    let language = options.language
    let (code, drifted): (String, [EscrowedKey.ID]) =
      switch result {
      case .taken(_, let drifted): ("taken", drifted)
      case .late: ("late", [])
      case .rolledBack: ("rolled_back", [])
      }
    if json {
      let answer: JSON = [
        "result": .string(code), "volume": .string(result.volume), "drifted": JSON(drifted.map(\.text)),
      ]
      print(answer.canonicalText)
    } else {
      switch result {
      case .taken(let volume, _):
        print(language.text(.keysMetadataTaken, PrintableText.of(device), PrintableText.of(volume)))
      case .late: print(language.text(.keysMetadataLate))
      case .rolledBack: print(language.text(.keysMetadataRolledBack))
      }
      if !drifted.isEmpty { print(language.text(.keysMetadataDrifted, language.number(drifted.count))) }
    }
    if code == "rolled_back" || !drifted.isEmpty { throw Status.findings }
  }
}

/// Devices by what other tools call them: their id or their label, in either case.
struct RegisteredNames {
  private var ids: [String: String] = [:]

  init(_ devices: [Device]) {
    for device in devices where !device.label.isEmpty { ids[device.label.lowercased()] = device.id }
    // An id is meant before a label.
    for device in devices { ids[device.id.lowercased()] = device.id }
  }

  /// Also of a device that is not registered: its keys are kept under the name that the other tool gives it.
  func id(_ name: String) -> String { ids[name.lowercased()] ?? name }
}

/// What another tool calls devices, and what they are called here.
struct DeviceMap {
  private static let longest = 16 << 20
  private var names: [String: String] = [:]

  init() {}

  /// - Throws: a `ValidationError` that names the first line that does not have two columns; `DiskEncryptionFailure` when the
  ///   file cannot be read.
  init(path: String) throws {
    let image = try FileImage(path: path)
    guard image.size <= UInt64(Self.longest), let bytes = try image.read(at: 0, count: Int(image.size)) else {
      throw DiskEncryptionFailure(.unreadable, "\(path) is too long for a list of devices")
    }
    let text = String(
      decoding: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated() where line.contains(where: { !$0.isWhitespace }) {
      let columns = line.split(separator: ",", omittingEmptySubsequences: false).map { column in
        String(column.drop { $0 == " " || $0 == "\"" }.reversed().drop { $0 == " " || $0 == "\"" }.reversed())
      }
      guard columns.count == 2, columns.allSatisfy({ !$0.isEmpty }) else {
        throw ValidationError("--device-map: line \(index + 1) does not have two columns")
      }
      names[columns[0].lowercased()] = columns[1]
    }
  }

  func name(_ other: String) -> String { names[other.lowercased()] ?? other }
}

extension FileImage {
  /// All of it, into memory that is wiped.
  fileprivate func whole(atMost limit: Int) throws -> SecretBytes {
    guard size <= UInt64(limit), var bytes = try read(at: 0, count: Int(size)) else {
      throw DiskEncryptionFailure(.key, "longer than any file of keys")
    }
    defer { SecretBytes.wipe(&bytes) }
    return SecretBytes(bytes)
  }
}
