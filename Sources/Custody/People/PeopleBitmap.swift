import CRoaring

/// A set of people by their dense ids: a Roaring bitmap, stored in the portable format of the Roaring specification.
/// Not Sendable: it lives within one answer or one recording.
package final class PeopleBitmap {
  private var bitmap: UnsafeMutablePointer<roaring_bitmap_t>

  package init() throws {
    guard let made = roaring_bitmap_create_with_capacity(0) else { throw OutOfMemory() }
    bitmap = made
  }

  private init(owning bitmap: UnsafeMutablePointer<roaring_bitmap_t>) { self.bitmap = bitmap }

  /// - Throws: `Damaged` when the bytes are not a whole Roaring bitmap.
  package convenience init(portable bytes: UnsafeRawBufferPointer) throws {
    guard let base = bytes.baseAddress,
      let read = roaring_bitmap_portable_deserialize_safe(base.assumingMemoryBound(to: CChar.self), bytes.count)
    else { throw Damaged() }
    self.init(owning: read)
  }

  package convenience init(_ people: some Sequence<UInt32>) throws {
    try self.init()
    for person in people { insert(person) }
  }

  deinit { roaring_bitmap_free(bitmap) }

  package struct OutOfMemory: Error {}
  package struct Damaged: Error {}

  package var count: Int { Int(roaring_bitmap_get_cardinality(bitmap)) }
  package var isEmpty: Bool { roaring_bitmap_is_empty(bitmap) }
  package func contains(_ person: UInt32) -> Bool { roaring_bitmap_contains(bitmap, person) }
  package func insert(_ person: UInt32) { roaring_bitmap_add(bitmap, person) }
  package func remove(_ person: UInt32) { roaring_bitmap_remove(bitmap, person) }

  package func formUnion(_ other: PeopleBitmap) { roaring_bitmap_or_inplace(bitmap, other.bitmap) }
  package func subtract(_ other: PeopleBitmap) { roaring_bitmap_andnot_inplace(bitmap, other.bitmap) }
  package func formIntersection(_ other: PeopleBitmap) { roaring_bitmap_and_inplace(bitmap, other.bitmap) }
  package func intersects(_ other: PeopleBitmap) -> Bool { roaring_bitmap_intersect(bitmap, other.bitmap) }
  package func intersectionCount(_ other: PeopleBitmap) -> Int {
    Int(roaring_bitmap_and_cardinality(bitmap, other.bitmap))
  }
  package func isSubset(of other: PeopleBitmap) -> Bool { roaring_bitmap_is_subset(bitmap, other.bitmap) }
  package func equals(_ other: PeopleBitmap) -> Bool { roaring_bitmap_equals(bitmap, other.bitmap) }

  package func copy() throws -> PeopleBitmap {
    guard let copied = roaring_bitmap_copy(bitmap) else { throw OutOfMemory() }
    return PeopleBitmap(owning: copied)
  }

  package func subtracting(_ other: PeopleBitmap) throws -> PeopleBitmap {
    let result = try copy()
    result.subtract(other)
    return result
  }

  package func intersection(_ other: PeopleBitmap) throws -> PeopleBitmap {
    let result = try copy()
    result.formIntersection(other)
    return result
  }

  /// Ascending.
  package var people: [UInt32] {
    let total = count
    return [UInt32](unsafeUninitializedCapacity: total) { buffer, filled in
      if let base = buffer.baseAddress { roaring_bitmap_to_uint32_array(bitmap, base) }
      filled = total
    }
  }

  /// The portable bytes. Runs are compressed first, so the same set always gives the same bytes.
  package var portableBytes: [UInt8] {
    roaring_bitmap_run_optimize(bitmap)
    let size = roaring_bitmap_portable_size_in_bytes(bitmap)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      buffer.withMemoryRebound(to: CChar.self) { chars in
        filled = chars.baseAddress.map { Int(roaring_bitmap_portable_serialize(bitmap, $0)) } ?? 0
      }
    }
  }
}
