#include "client/record_copy.hpp"

namespace klamm::detail {

RecordCopy::RecordCopy(const ProducerRecord& from) : record_(from) {
  std::size_t size = from.topic.size() + from.key.size() + from.value.size() + from.partition_key.size();
  for (const Header& header : from.headers) size += header.key.size() + header.value.size();
  bytes_.reserve(size); // views into it must stay where they are
  const auto keep = [this](BytesView view) -> BytesView {
    if (view.is_null()) return {};
    bytes_.append(view.text());
    return std::string_view(bytes_).substr(bytes_.size() - view.size());
  };
  record_.topic = keep(from.topic).text();
  record_.key = keep(from.key);
  record_.value = keep(from.value);
  record_.partition_key = keep(from.partition_key);
  for (const Header& header : from.headers) headers_.push_back({keep(header.key).text(), keep(header.value)});
  record_.headers = headers_;
}

} // namespace klamm::detail
