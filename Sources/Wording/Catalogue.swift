/// The texts, one file and one exhaustive function a language. A phrase without a text does not compile.
enum Catalogue {}
