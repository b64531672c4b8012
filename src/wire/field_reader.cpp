#include "wire/field_reader.hpp"

#include <algorithm>

namespace klamm::wire {

void FieldReader::tagged_section(Walk walk_fields, void* message) {
  const std::uint32_t count = in_.unsigned_varint();
  for (std::uint32_t i = 0; i < count && !in_.failed(); ++i) {
    const std::uint32_t tag = in_.unsigned_varint();
    const std::uint32_t size = in_.unsigned_varint();
    const std::byte* whole = in_.narrow(size);
    wanted_tag_ = static_cast<int>(std::min<std::uint32_t>(tag, 0x8000)); // above every number that a field list can say
    found_tag_ = false;
    walk_fields(*this, message);
    if (!found_tag_) in_.raw(in_.left());
    if (in_.left() > 0) in_.fail("has a tagged field that is longer than its content");
    in_.widen(whole);
  }
  in_.name_failure("the tagged section");
}

template <class Int>
std::uint32_t FieldReader::length(bool nullable) {
  const std::int64_t size = flexible_ ? std::int64_t{in_.unsigned_varint()} - 1 : in_.integer<Int>();
  if (in_.failed()) return 0;
  if (size == -1 && nullable) return null_length;
  if (size < 0) return in_.fail(size == -1 ? "is null, which this version of the message does not allow" : "has a negative length"), 0;
  if (static_cast<std::uint64_t>(size) > in_.left()) return in_.fail("is longer than the bytes left"), 0;
  return static_cast<std::uint32_t>(size);
}
template std::uint32_t FieldReader::length<std::int16_t>(bool);
template std::uint32_t FieldReader::length<std::int32_t>(bool);

bool FieldReader::leaf(Uuid& member, bool) {
  const ConstBytes bytes = in_.raw(member.bytes.size());
  if (!in_.failed()) std::memcpy(member.bytes.data(), bytes.data(), bytes.size());
  return true;
}

bool FieldReader::leaf(std::string_view& member, bool nullable) {
  const std::uint32_t size = length<std::int16_t>(nullable);
  if (size == null_length) return false;
  member = as_text(in_.raw(size));
  return true;
}

bool FieldReader::leaf(Bytes& member, bool nullable) {
  const std::uint32_t size = length<std::int32_t>(nullable);
  if (size == null_length) return false;
  member = Bytes(in_.raw(size));
  return true;
}

bool FieldReader::leaf(Slice& member, bool nullable) {
  const std::uint32_t size = length<std::int32_t>(nullable);
  if (size == null_length) return false;
  member = in_.share(in_.raw(size));
  return true;
}

void FieldReader::elements(std::vector<std::int32_t>& member, std::uint32_t count) {
  const ConstBytes bytes = in_.raw(std::size_t{count} * sizeof(std::int32_t)); // all there before anything is allocated
  member.resize(bytes.size() / sizeof(std::int32_t));
  for (std::size_t i = 0; i < member.size(); ++i) member[i] = load_big_endian<std::int32_t>(bytes.data() + i * sizeof(std::int32_t));
}

void FieldReader::elements(std::vector<std::string_view>& member, std::uint32_t count) { elements<std::string_view>(member, count); }

} // namespace klamm::wire
