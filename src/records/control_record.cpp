#include "records/control_record.hpp"

#include "wire/byte_order.hpp"

namespace klamm {

std::optional<ControlRecord> parse_control_record(const RecordView& record) noexcept {
  // Key: version, type; later versions may add to it. Value of abort and commit: version, coordinator epoch.
  const auto key = record.key.bytes(), value = record.value.bytes();
  if (key.size() < 4 || wire::load_big_endian<std::int16_t>(key.data()) < 0) return std::nullopt;
  ControlRecord control{static_cast<ControlType>(wire::load_big_endian<std::int16_t>(key.data() + 2))};
  const bool ends_transaction = control.type == ControlType::abort || control.type == ControlType::commit;
  if (ends_transaction && value.size() >= 6) control.coordinator_epoch = wire::load_big_endian<std::int32_t>(value.data() + 2);
  return control;
}

} // namespace klamm
