// sasl.jaas.config as Java writes it: a login module's class, a flag, and its options. Pure. Errors never quote the text: it holds passwords.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "klamm/result.hpp"
#include "klamm/secret.hpp"

namespace klamm::security {

struct Jaas {
  std::string module; ///< the class's simple name, e.g. "PlainLoginModule"
  std::map<std::string, Secret> options;

  /// The option's value; empty where it is not there.
  const Secret& option(const std::string& name) const;
  std::string text(const std::string& name) const { return std::string(option(name).reveal()); }
};

/// `org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="…";` Errors: config_value_invalid.
Result<Jaas> parse_jaas(const Secret& text);

} // namespace klamm::security
