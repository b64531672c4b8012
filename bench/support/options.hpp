// Options of a benchmark: `--name value`, lists with commas.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace klamm::bench {

class Options {
public:
  /// `known`: the names with their defaults; `help` is printed, and the program ended, for --help and for what is not known.
  Options(int argc, char** argv, std::map<std::string, std::string> known, const char* help);

  const std::string& text(const std::string& name) const { return values_.at(name); }
  long number(const std::string& name) const;
  std::vector<std::string> list(const std::string& name) const;
  std::vector<long> numbers(const std::string& name) const;
  /// A list of NAME=VALUE.
  std::map<std::string, std::string> settings(const std::string& name) const;

private:
  std::map<std::string, std::string> values_;
};

/// KLAMM_BOOTSTRAP; ends the program with words of help when it is not set.
std::string bootstrap_servers();

struct ClientSettings {
  std::map<std::string, std::string> klamm, librdkafka;
};
/// What --klamm and --librdkafka say; with `--protocol SSL` also the cluster's TLS listener, over which the clients then talk. Ends the program as above.
ClientSettings client_settings(const Options& options);

} // namespace klamm::bench
