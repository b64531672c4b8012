// What the global options say, whichever grammar they were said in: where the cluster is, its settings, and how to talk to the person.
#pragma once

#include <chrono>
#include <klamm/config.hpp>
#include <klamm/properties.hpp>
#include <optional>
#include <string>
#include <vector>

namespace klamm::cli {

struct Frame {
  std::string program = "klamm"; ///< as who it speaks
  std::string brokers;           ///< host:port,… ; empty: from the other sources, else localhost:9092
  std::string config_file;
  std::string profile;
  std::vector<std::string> settings; ///< of -X: name=value
  std::string debug;                 ///< contexts of the log, or all
  int verbosity = 1;                 ///< 0 only errors, 2 also what happens, 3 all
  std::optional<double> timeout;     ///< seconds
  std::string output = "table";
  bool own_profiles = true;       ///< the files in ~/.config/klamm count
  bool own_settings_only = false; ///< neither they nor KLAMM_BROKERS: another cluster than usual is meant
  bool no_color = false;
  bool yes = false;

  /// All settings, those that count more later: the profile's, the file's, KLAMM_BROKERS, -X, -b.
  Properties properties() const;
  /// Whether any of these sources sets a property.
  bool says(std::string_view property) const;

  ProducerConfig producer() const;
  ConsumerConfig consumer() const;
  AdminConfig admin() const;

  /// How long a question to the cluster may take.
  std::chrono::milliseconds wait() const;
  /// Whether what goes to standard error, or to another place, may be coloured.
  bool colors(int fd = 2) const;
};

/// Where a profile of that name is: $XDG_CONFIG_HOME/klamm/NAME.properties.
std::string profile_path(const std::string& name);

} // namespace klamm::cli
