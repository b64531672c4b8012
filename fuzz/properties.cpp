// The text of a .properties file: any text is read or refused with a message, and so is the configuration that it says.
#include <string_view>

#include "input.hpp"
#include "klamm/consumer_config.hpp"
#include "klamm/producer_config.hpp"
#include "klamm/properties.hpp"

using namespace klamm;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto properties = parse_properties(std::string_view(reinterpret_cast<const char*>(bytes), size), "fuzz.properties");
  if (!properties) {
    fuzz::require(!properties.error().message().empty());
    return 0;
  }
  (void)ProducerConfig::from_properties(*properties);
  (void)ConsumerConfig::from_properties(*properties);
  return 0;
}
