/// A kind of personal data that the generator planted. Raw values are the names that Hikae promises in `--json`; the
/// truth keeps its own list so that it does not lean on the code that it judges.
package enum PlantedField: String, Sendable, CaseIterable, Hashable {
  case name, kana
  case birthDate = "birth_date"
  case sex
  case postalCode = "postal_code"
  case address, phone, email, insurer
  case insurerNumber = "insurer_number"
  case insuranceSymbol = "insurance_symbol"
  case insuranceNumber = "insurance_number"
  case branchNumber = "branch_number"
  case employer
  case employeeNumber = "employee_number"
  case appointment
  case checkResult = "check_result"
  case myNumber = "my_number"
}
