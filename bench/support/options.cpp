#include "support/options.hpp"

#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace klamm::bench {
namespace {

std::string environment(const char* name, const char* how) {
  if (const char* const value = std::getenv(name)) return value;
  std::fprintf(stderr, "%s is not set: %s\n", name, how);
  std::exit(2);
}

} // namespace

Options::Options(int argc, char** argv, std::map<std::string, std::string> known, const char* help) : values_(std::move(known)) {
  for (int i = 1; i < argc; i += 2) {
    const std::string argument = argv[i];
    const auto found = argument.starts_with("--") ? values_.find(argument.substr(2)) : values_.end();
    if (argument == "--help" || found == values_.end() || i + 1 == argc) {
      std::fputs(help, argument == "--help" ? stdout : stderr);
      if (argument == "--help") std::exit(0);
      std::fprintf(stderr, found == values_.end() ? "\nthere is no option %s\n" : "\n%s needs a value\n", argument.c_str());
      std::exit(2);
    }
    found->second = argv[i + 1];
  }
}

long Options::number(const std::string& name) const { return std::strtol(text(name).c_str(), nullptr, 10); }

std::vector<std::string> Options::list(const std::string& name) const {
  std::vector<std::string> parts;
  std::istringstream in(text(name));
  for (std::string part; std::getline(in, part, ',');) parts.push_back(part);
  return parts;
}

std::vector<long> Options::numbers(const std::string& name) const {
  std::vector<long> parts;
  for (const std::string& part : list(name)) parts.push_back(std::strtol(part.c_str(), nullptr, 10));
  return parts;
}

std::map<std::string, std::string> Options::settings(const std::string& name) const {
  std::map<std::string, std::string> settings;
  for (const std::string& word : list(name)) settings[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
  return settings;
}

std::string bootstrap_servers() {
  return environment("KLAMM_BOOTSTRAP", "run this by ./dev bench, or eval \"$(./dev cluster env)\" first");
}

ClientSettings client_settings(const Options& options) {
  ClientSettings settings{options.settings("klamm"), options.settings("librdkafka")};
  if (options.text("protocol") == "PLAINTEXT") return settings;
  if (options.text("protocol") != "SSL") {
    std::fputs("--protocol is PLAINTEXT or SSL\n", stderr);
    std::exit(2);
  }
  const char* const how = "run this by ./dev bench, or eval \"$(./dev cluster env)\" with the cluster bench or secure";
  const std::string listener = environment("KLAMM_TLS", how), authority = environment("KLAMM_SECRETS", how) + "/ca.pem";
  for (auto* const of : {&settings.klamm, &settings.librdkafka}) {
    of->emplace("security.protocol", "SSL");
    of->emplace("bootstrap.servers", listener);
    of->emplace("ssl.ca.location", authority);
  }
  return settings;
}

} // namespace klamm::bench
