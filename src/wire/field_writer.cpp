#include "wire/field_writer.hpp"

namespace klamm::wire {

template <class Int>
bool FieldWriter::length(const char* name, std::size_t size) {
  if (size > static_cast<std::size_t>(std::numeric_limits<Int>::max()))
    return out_.fail(name, "is longer than the protocol can say"), false;
  if (flexible_) out_.unsigned_varint(static_cast<std::uint32_t>(size + 1));
  else out_.integer(static_cast<Int>(size));
  return true;
}
template bool FieldWriter::length<std::int16_t>(const char*, std::size_t);
template bool FieldWriter::length<std::int32_t>(const char*, std::size_t);

void FieldWriter::null(const char* name, bool nullable, int width) {
  if (!nullable) return out_.fail(name, "is null, which this version of the message does not allow");
  if (width == 1) out_.integer(std::int8_t{-1});
  else if (flexible_) out_.unsigned_varint(0);
  else if (width == 2) out_.integer(std::int16_t{-1});
  else out_.integer(std::int32_t{-1});
}

void FieldWriter::leaf(const char*, const Uuid& member) { out_.raw(std::as_bytes(std::span(member.bytes))); }

void FieldWriter::leaf(const char* name, std::string_view member) {
  if (length<std::int16_t>(name, member.size())) out_.raw(klamm::as_bytes(member));
}

void FieldWriter::leaf(const char* name, const Bytes& member) {
  if (length<std::int32_t>(name, member.view.size())) out_.raw(member.view);
}

void FieldWriter::leaf(const char* name, const Slice& member) {
  if (length<std::int32_t>(name, member.size())) out_.external(member);
}

} // namespace klamm::wire
