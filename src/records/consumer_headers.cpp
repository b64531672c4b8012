// Decodes headers that RecordIterator has checked: no bounds here.
#include "base/varint.hpp"
#include "klamm/consumer_record.hpp"

namespace klamm {

namespace {

BytesView take_field(const std::byte*& at) noexcept {
  std::uint32_t raw = 0;
  at = get_unsigned_varint(at, at + max_varint_size, raw);
  const std::int32_t size = unzigzag(raw);
  if (size < 0) return {};
  const auto* const begin = reinterpret_cast<const char*>(at);
  at += size;
  return BytesView(std::string_view(begin, static_cast<std::size_t>(size)));
}

} // namespace

void ConsumerHeaders::iterator::read() {
  if (left_ <= 0) return;
  header_.key = take_field(at_).text();
  header_.value = take_field(at_);
}

std::optional<Header> ConsumerHeaders::last(std::string_view key) const {
  std::optional<Header> found;
  for (const Header& header : *this) {
    if (header.key == key) found = header;
  }
  return found;
}

} // namespace klamm
