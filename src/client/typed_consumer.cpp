#include "klamm/typed_consumer.hpp"

namespace klamm::detail {

Error not_deserialized(const char* field, const ConsumerRecord& record, const Error& why) {
  ErrorContext context;
  context.topic = std::string(record.topic());
  context.partition = record.partition();
  const std::string where = context.topic + "[" + std::to_string(record.partition()) + "]@" + std::to_string(record.offset());
  return Error(ErrorCode::serialization_failed, std::string("the ") + field + " of " + where + " can't be deserialized: " + why.cause(),
               why.hint())
      .with(context);
}

} // namespace klamm::detail
