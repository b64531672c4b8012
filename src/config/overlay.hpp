// A configuration of any kind seen through the table: set by name, shown by name, compared with its defaults.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/problem.hpp"
#include "config/table.hpp"

namespace klamm::config {

/// One of the four structs, its type forgotten.
struct Target {
  Kind kind = Kind::client;
  void* config = nullptr;
  std::map<std::string, ProducerTopicConfig>* topics = nullptr; ///< a producer's
  std::vector<std::string>* notes = nullptr;
};

template <class Config>
Target target(Config& config) {
  if constexpr (kind_of<Config> == Kind::producer) return {Kind::producer, &config, &config.topics, &config.notes};
  else return {kind_of<Config>, &config, nullptr, &config.notes};
}

/// Sets what `properties` say, the last one of each name. What can't be set is a problem; what has no effect a note.
void overlay(const Target& into, const Properties& properties, Said& said, Problems& problems);

/// The value as text, secrets too.
std::string value_text(const Row& row, Kind kind, const void* config);
/// The same of a struct that nobody has touched.
const std::string& default_text(const Row& row, Kind kind);

} // namespace klamm::config
