import Testing

@testable import Accounts

@Suite struct RoleTests {
  @Test func aClientHasNothingBeyondItsOwn() {
    #expect(Role.client.permissions == [.seeOwnClient, .manageOwnAccount])
    for role in Role.allCases where role != .client {
      #expect(!role.permissions.contains(.seeOwnClient), "\(role)")
      #expect(role.permissions.isSuperset(of: [.manageOwnAccount]), "\(role)")
    }
  }

  @Test func theTableIsWhatItIs() {
    func roles(with permission: Permission) -> Set<Role> {
      Set(Role.allCases.filter { $0.permissions.contains(permission) })
    }
    #expect(roles(with: .manageAccounts) == [.administrator])
    #expect(roles(with: .changeRegisters) == [.privacyOfficer])
    #expect(roles(with: .askScope) == [.privacyOfficer, .auditor])
    #expect(roles(with: .export) == [.privacyOfficer, .auditor])
    #expect(roles(with: .seeHolders) == [.administrator, .privacyOfficer, .approver])
    #expect(roles(with: .seeClients) == [.privacyOfficer, .auditor])
    #expect(roles(with: .runResponse) == [.privacyOfficer])
    #expect(roles(with: .answerInquiries) == [.privacyOfficer, .inquiryDesk])
    #expect(roles(with: .reportLoss).isSuperset(of: [.staff, .administrator, .privacyOfficer]))
    for permission in Permission.allCases { #expect(!roles(with: permission).isEmpty, "\(permission)") }
  }

  /// Nobody approves what the own role asks for.
  @Test func askingAndApprovingAreApart() {
    for role in Role.allCases {
      #expect(!role.permissions.isSuperset(of: [.requestReveal, .approveReveal]), "\(role)")
      #expect(!role.permissions.isSuperset(of: [.runResponse, .approvePublication]), "\(role)")
    }
  }

  @Test func anAuditorChangesNothing() {
    #expect(
      Role.auditor.permissions.isDisjoint(with: [
        .changeDevices, .changeRegisters, .reportLoss, .manageAccounts, .requestReveal, .approveReveal, .runResponse,
        .answerInquiries, .approvePublication,
      ]))
  }

  @Test func anAccountMayWhatItsRolesMay() {
    var account = Account(id: .init("a-1"), login: "a", name: "a", roles: [.staff, .auditor])
    #expect(account.may(.reportLoss) && account.may(.askScope) && !account.may(.manageAccounts))
    #expect(account.permissions == Role.staff.permissions.union(Role.auditor.permissions))
    account.isActive = false
    #expect(Permission.allCases.allSatisfy { !account.may($0) } && account.permissions.isEmpty)
  }
}
