#include "wire/any_message.hpp"

#include <sstream>
#include <stdexcept>

#include "wire/messages/all.hpp"

namespace klamm::wire::testing {
namespace {

template <class M>
bool decodes(const Slice& body, std::int16_t version) {
  Decoder in(body);
  M message;
  Codec<M>::decode(in, version, message);
  return !in.failed() && in.left() == 0;
}

template <class M>
Result<std::string> reencode(const Slice& body, std::int16_t version) {
  Decoder in(body);
  const Result<M> message = decode_all<M>(in, version);
  if (!message) return message.error();
  Encoder out;
  Codec<M>::encode(*message, version, out);
  if (!out.failure().empty()) return Error(ErrorCode::protocol_error, out.failure());
  return std::string(std::move(out).finish_contiguous().text());
}

template <class M>
std::string print(const Slice& body, std::int16_t version) {
  Decoder in(body);
  std::ostringstream out;
  Codec<M>::print(decode_all<M>(in, version).value(), version, out);
  return out.str();
}

} // namespace

const std::vector<AnyMessage>& all_messages() {
  static const std::vector<AnyMessage> table = [] {
    std::vector<AnyMessage> rows;
    for_each_message([&]<class M>() { rows.push_back({M::name, M::versions, M::flexible, &decodes<M>, &reencode<M>, &print<M>}); });
    return rows;
  }();
  return table;
}

const AnyMessage& find_message(std::string_view name) {
  for (const AnyMessage& message : all_messages()) {
    if (message.name == name) return message;
  }
  throw std::invalid_argument("no message is called " + std::string(name));
}

} // namespace klamm::wire::testing
