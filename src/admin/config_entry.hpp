// How responses tell settings. Pure.
#pragma once

#include <string_view>

#include "klamm/admin_types.hpp"

namespace klamm::admin {

/// A setting of a CreateTopics or DescribeConfigs response.
template <class Told>
ConfigEntry config_entry(const Told& told) {
  ConfigEntry entry;
  entry.name = told.name;
  if (told.value && !told.is_sensitive) entry.value = std::string(*told.value);
  if (told.config_source >= 0) entry.source = static_cast<ConfigSource>(told.config_source);
  entry.sensitive = told.is_sensitive;
  entry.read_only = told.read_only;
  return entry;
}

} // namespace klamm::admin
