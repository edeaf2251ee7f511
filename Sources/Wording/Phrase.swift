/// Every text of the interface. Raw values group them and find the text of a stored code: `field.birth_date`.
///
/// `{1}`, `{2}` in the catalogues stand for arguments, in the order of the call.
package enum Phrase: String, Sendable, CaseIterable {
  // MARK: Units and small words
  case people
  case files
  case days
  case daysHours = "days_hours"
  case hoursMinutes = "hours_minutes"
  case minutes
  case certain
  case possible
  case possibleShort = "possible_short"
  case fileColumn = "file_column"
  case peopleColumn = "people_column"
  case sensitive
  case nothing
  case and

  // MARK: The answer
  case drillTitle = "drill_title"
  case drillHeadline = "drill_headline"
  case device
  case holder
  case asOf = "as_of"
  case answeredAt = "answered_at"
  case method
  case methodText = "method_text"
  case lastScan = "last_scan"
  case nextScan = "next_scan"
  case never
  case total
  case byClient = "by_client"
  case byField = "by_field"
  case client
  case field
  case agreements
  case agreement
  case purpose
  case evidence
  case unattributed
  case sharedPeople = "shared_people"
  case conflicts
  case unknownNames = "unknown_names"
  case nothingFound = "nothing_found"
  case noEvidence = "no_evidence"
  case deviceList = "device_list"
  case moreRows = "more_rows"
  case clientsFollow = "clients_follow"
  case clientList = "client_list"
  case lossFact = "loss_fact"
  case lossFactText = "loss_fact_text"
  case lessThanMinute = "less_than_minute"

  // MARK: Agreements
  case termRunning = "term.running"
  case termEnded = "term.ended"
  case termNotYet = "term.not_yet"
  case termUnknown = "term.unknown"
  case termEndedOn = "term_ended_on"
  case retentionOver = "retention_over"
  case noAgreement = "no_agreement"
  case deliveredCopies = "delivered_copies"

  // MARK: Gaps
  case gaps
  case gapNeverScanned = "gap.never_scanned"
  case gapSinceLast = "gap.since_last"
  case gapUntilNext = "gap.until_next"
  case gapBrokenOff = "gap.broken_off"
  case gapErased = "gap.erased"
  case gapUncovered = "gap.uncovered"
  case gapSinceLastWord = "gap.since_last_word"
  case gapRecordsMissing = "gap.records_missing"
  case gapQueueOverflow = "gap_reason.queue_overflow"
  case gapStopped = "gap_reason.stopped"
  case gapVanished = "gap_reason.vanished"
  case gapNotRunning = "gap_reason.not_running"
  case gapUnmounted = "gap_reason.unmounted"
  case gapReasonMissing = "gap_reason.records_missing"
  case gapDropped = "gap_reason.dropped"
  case gapNotWatchable = "gap_reason.not_watchable"
  case gapNotDelivered = "gap_reason.not_delivered"

  // MARK: Unread
  case unreadTitle = "unread_title"
  case unreadParts = "unread_parts"
  case unreadUnprofiled = "unread.unprofiled"
  case unreadPassword = "unread.password"
  case unreadDamaged = "unread.damaged"
  case unreadTooDeep = "unread.too_deep"
  case unreadTooLarge = "unread.too_large"
  case unreadUnknownType = "unread.unknown_type"
  case unreadNoPermission = "unread.no_permission"
  case unreadChanged = "unread.changed"
  case unreadTimedOut = "unread.timed_out"
  case unreadCrashed = "unread.crashed"
  case unreadIOError = "unread.io_error"
  case unreadMissingTool = "unread.missing_tool"

  // MARK: Doubts
  case doubtfulTitle = "doubtful_title"
  case doubtGone = "doubt.gone_in_gap"
  case doubtCameOlder = "doubt.came_in_gap_older"
  case doubtCame = "doubt.came_in_gap"
  case doubtBeingWritten = "doubt.being_written"
  case doubtOnlyNamed = "doubt.only_named"
  case doubtDeleted = "doubt.deleted_not_wiped"
  case doubtSince = "doubt_since"
  case doubtOnly = "doubt_only"

  // MARK: Evidence
  case basisDelivery = "basis.delivery"
  case basisInsurerNumber = "basis.insurer_number"
  case basisInsurerName = "basis.insurer_name"
  case basisLetterhead = "basis.letterhead"
  case basisPreamble = "basis.preamble"
  case basisSheet = "basis.sheet"
  case basisRoster = "basis.roster"
  case basisEmployer = "basis.employer"
  case basisPath = "basis.path"
  case basisMailDomain = "basis.mail_domain"

  // MARK: Fields
  case fieldName = "field.name"
  case fieldKana = "field.kana"
  case fieldBirthDate = "field.birth_date"
  case fieldSex = "field.sex"
  case fieldPostalCode = "field.postal_code"
  case fieldAddress = "field.address"
  case fieldPhone = "field.phone"
  case fieldEmail = "field.email"
  case fieldInsurer = "field.insurer"
  case fieldInsurerNumber = "field.insurer_number"
  case fieldInsuranceSymbol = "field.insurance_symbol"
  case fieldInsuranceNumber = "field.insurance_number"
  case fieldBranchNumber = "field.branch_number"
  case fieldEmployer = "field.employer"
  case fieldEmployeeNumber = "field.employee_number"
  case fieldAppointment = "field.appointment"
  case fieldCheckResult = "field.check_result"
  case fieldOtherSensitive = "field.other_sensitive"
  case fieldMyNumber = "field.my_number"
  case fieldDriversLicense = "field.drivers_license"
  case fieldPassport = "field.passport"
  case fieldResidenceCard = "field.residence_card"
  case fieldPensionNumber = "field.pension_number"
  case fieldEmploymentInsurance = "field.employment_insurance"
  case fieldBankAccount = "field.bank_account"
  case fieldCardNumber = "field.card_number"
  case fieldNationalNumber = "field.national_number"
  case fieldIBAN = "field.iban"
  case fieldTaxNumber = "field.tax_number"

  // MARK: Devices
  case kindLaptop = "device_kind.laptop"
  case kindShare = "device_kind.share"
  case kindUSB = "device_kind.usb"
  case kindOther = "device_kind.other"

  // MARK: Scan
  case scanProgress = "scan.progress"
  case scanTimeLeft = "scan.time_left"
  case scanHeadline = "scan.headline"
  case scanWays = "scan.ways"
  case scanOwner = "scan.owner"
  case scanFolder = "scan.folder"
  case scanUnread = "scan.unread"
  case scanUnreadMore = "scan.unread_more"
  case scanUnattributed = "scan.unattributed"
  case scanNothing = "scan.nothing"
  case scanSensitive = "scan.sensitive"
  case scanPartly = "scan.partly"
  case scanRecorded = "scan.recorded"
  case explainFile = "explain.file"
  case explainTable = "explain.table"
  case explainJoins = "explain.joins"
  case explainNoJoins = "explain.no_joins"
  case explainRows = "explain.rows"
  case demoWritten = "demo.written"
  case demoTruth = "demo.truth"
  case demoFound = "demo.found"
  case demoClient = "demo.client"
  case demoDifference = "demo.difference"
  case demoLost = "demo.lost"
  case demoAnswered = "demo.answered"

  // MARK: The database
  case databaseAddress = "database.address"
  case databaseUnreachable = "database.unreachable"
  case databaseRefused = "database.refused"
  case databaseAbsent = "database.absent"
  case databaseOld = "database.old"
  case databaseBusy = "database.busy"
  case databaseUncertain = "database.uncertain"
  case databaseOtherKey = "database.other_key"
  case passwordInURL = "database.password_in_url"

  // MARK: Commands
  case initDone = "init_done"
  case initKept = "init_kept"
  case imported
  case rebuilt
  case rebuiltSame = "rebuilt_same"
  case rebuiltDifferent = "rebuilt_different"
  case journalBroken = "journal_broken"
  case lossReported = "loss_reported"
  case registered
  case badTime = "bad_time"
  case futureTime = "future_time"
  case unknownDevice = "unknown_device"
  case noDevices = "no_devices"

  // MARK: The transparency log
  case logKey = "log.key"
  case logStatus = "log.status"
  case logAhead = "log.ahead"
  case logPublished = "log.published"
  case logProofWritten = "log.proof_written"
  case verifySigned = "verify.signed"
  case verifyWitness = "verify.witness"
  case verifyEntries = "verify.entries"
  case verifyFinding = "verify.finding"
  case verifyFirstBad = "verify.first_bad"
  case verifySound = "verify.sound"
  case verifyRefused = "verify.refused"
  case verifyProved = "verify.proved"
  case verifySealed = "verify.sealed"
  case verifyPersonal = "verify.personal"
  case logSourceTiles = "log_source.tiles"
  case logSourceEntries = "log_source.entries"
  case logSourceJournal = "log_source.journal"
  case logSourceCheckpoint = "log_source.checkpoint"
  case logFindingChanged = "log_finding.changed"
  case logFindingMissing = "log_finding.missing"
  case logFindingInserted = "log_finding.inserted"
  case logFindingReordered = "log_finding.reordered"
  case logFindingCutOff = "log_finding.cut_off"
  case logFindingForked = "log_finding.forked"
  case logFailureMalformed = "log_failure.malformed"
  case logFailureTooLarge = "log_failure.too_large"
  case logFailureSignature = "log_failure.signature"
  case logFailureProof = "log_failure.proof"
  case logFailureForked = "log_failure.forked"
  case logFailureShrank = "log_failure.shrank"
  case logFailureQuorum = "log_failure.quorum"
  case logFailureMissing = "log_failure.missing"
  case logFailureDamaged = "log_failure.damaged"

  // MARK: Serving
  case configAddress = "config.address"
  case configNoPort = "config.no_port"
  case configSamePort = "config.same_port"
  case configTogether = "config.together"
  case configFile = "config.file"
  case configKeyMismatch = "config.key_mismatch"
  case configPlain = "config.plain"
  case configPolicy = "config.policy"
  case configWitnessURL = "config.witness_url"
  case configSecret = "config.secret"
  case configShortSecret = "config.short_secret"
  case configJSON = "config.json"
  case configDays = "config.range"
  case configOsqueryPort = "config.osquery_port"
  case enrolmentToken = "enrolment.token"
  case certificatesRevoked = "certificates.revoked"
  case serveOpen = "serve.open"
  case serveAgents = "serve.agents"
  case serveAuthority = "serve.authority"
  case serveNoLog = "serve.no_log"
  case serveStopped = "serve.stopped"
  case witnessKey = "witness.key"
  case witnessListening = "witness.listening"
}
