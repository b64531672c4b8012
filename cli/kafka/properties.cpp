#include "cli/kafka/properties.hpp"

#include <klamm/properties.hpp>

#include "cli/frame/failure.hpp"

namespace klamm::cli {

std::map<std::string, std::string> properties_of(const KafkaArguments& said, const std::vector<std::string_view>& flags,
                                                 const std::vector<std::string_view>& files) {
  std::map<std::string, std::string> all;
  for (const std::string_view flag : files)
    if (const auto file = said.value(flag))
      for (const Property& one : read_properties(*file).value()) all.insert_or_assign(one.name, one.value);
  for (const std::string_view flag : flags) {
    for (const std::string& text : said.values(flag)) {
      const std::size_t equals = text.find('=');
      if (equals == 0 || equals == std::string::npos)
        usage_error("--" + std::string(flag) + " " + text + " is not NAME=VALUE", "as in print.key=true");
      all.insert_or_assign(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return all;
}

void take_client_settings(const KafkaArguments& said, const std::vector<std::string_view>& files,
                          const std::vector<std::string_view>& flags, Frame& frame) {
  for (const std::string_view file : files)
    if (said.has(file)) frame.config_file = said.needed(file);
  for (const auto& [name, value] : properties_of(said, flags)) frame.settings.push_back(name + "=" + value);
}

bool is_true(const std::string& text) { return text == "true" || text == "TRUE" || text == "True"; }

} // namespace klamm::cli
