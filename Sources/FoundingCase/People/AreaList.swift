import CNameLists

/// A place to live: postal code, names, and the area codes of its prefecture's telephones.
struct Area: Sendable {
  var postalCode: String
  var prefecture: String
  var city: String
  var town: String
  var areaCodes: [String]
}

/// Postal areas of all 47 prefectures, about as many of each as it has people.
enum AreaList {
  static let all: [Area] = {
    var areas: [Area] = []
    forEachLine(of: hikae_areas(), length: hikae_areas_length()) { fields in
      guard fields.count == 5 else { return }
      areas.append(
        Area(
          postalCode: String(fields[0]), prefecture: String(fields[1]), city: String(fields[2]),
          town: String(fields[3]),
          areaCodes: fields[4].split(separator: ",").map(String.init)))
    }
    return areas
  }()
}
