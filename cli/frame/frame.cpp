#include "cli/frame/frame.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <unistd.h>
#ifdef KLAMM_CLI_GSSAPI
#include <klamm/gssapi.hpp>
#endif

#include "cli/frame/failure.hpp"

namespace klamm::cli {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

void add_setting(Properties& into, const std::string& setting) {
  const std::size_t equals = setting.find('=');
  if (equals == std::string::npos || equals == 0)
    usage_error("-X " + setting + " is not name=value", "as in -X linger.ms=20; -X list names all, -X help NAME explains one");
  into.add(setting.substr(0, equals), setting.substr(equals + 1), "-X");
}

LogSink only_contexts(const std::string& contexts) {
  if (contexts.empty() || contexts == "all") return log_to_stderr();
  return [wanted = "," + contexts + ",", to = log_to_stderr()](LogLevel level, std::string_view context, std::string_view text) {
    if (level != LogLevel::debug || wanted.find("," + std::string(context) + ",") != std::string::npos) to(level, context, text);
  };
}

template <class Config>
Config configured(const Frame& frame) {
  Config config = Config::from_properties(frame.properties()).value();
  if (config.bootstrap_servers.empty()) config.bootstrap_servers = {"localhost:9092"};
  if (config.client_id.empty()) config.client_id = frame.program;
  if (!frame.debug.empty()) config.log_level = LogLevel::debug;
  else if (!frame.says("log.level"))
    config.log_level = std::array{LogLevel::error, LogLevel::warning, LogLevel::info,
                                  LogLevel::debug}[static_cast<std::size_t>(std::clamp(frame.verbosity, 0, 3))];
  config.log_sink = only_contexts(frame.debug);
#ifdef KLAMM_CLI_GSSAPI
  const bool sasl = config.security_protocol == SecurityProtocol::sasl_plaintext || config.security_protocol == SecurityProtocol::sasl_ssl;
  if (sasl && config.sasl.mechanism == "GSSAPI") config.sasl.plugin = make_gssapi(config.sasl).value();
#endif
  return config;
}

// What -m says of calls; a request may not take longer.
template <class Config>
Config with_wait(const Frame& frame, Config config) {
  if (frame.says("default.api.timeout.ms")) return config;
  config.default_api_timeout = frame.wait();
  if (!frame.says("request.timeout.ms")) config.request_timeout = std::min(config.request_timeout, frame.wait());
  return config;
}

} // namespace

std::string profile_path(const std::string& name) {
  std::string folder = environment("XDG_CONFIG_HOME");
  if (folder.empty()) folder = environment("HOME") + "/.config";
  return folder + "/klamm/" + name + ".properties";
}

Properties Frame::properties() const {
  Properties all;
  const std::string named = profile.empty() ? environment("KLAMM_PROFILE") : profile;
  const std::string path = profile_path(named.empty() ? "default" : named);
  if (own_profiles && !own_settings_only && (!named.empty() || ::access(path.c_str(), R_OK) == 0)) all.add(read_properties(path).value());
  if (!config_file.empty()) all.add(read_properties(config_file).value());
  if (const std::string from = environment("KLAMM_BROKERS"); !from.empty() && !own_settings_only)
    all.add("bootstrap.servers", from, "KLAMM_BROKERS");
  for (const std::string& setting : settings) add_setting(all, setting);
  if (!brokers.empty()) all.add("bootstrap.servers", brokers, "-b");
  return all;
}

bool Frame::says(std::string_view property) const {
  const Properties all = properties();
  return std::any_of(all.begin(), all.end(), [&](const Property& one) { return one.name == property; });
}

ProducerConfig Frame::producer() const {
  ProducerConfig config = configured<ProducerConfig>(*this);
  if (timeout) config.max_block = wait();
  return config;
}

ConsumerConfig Frame::consumer() const { return with_wait(*this, configured<ConsumerConfig>(*this)); }
AdminConfig Frame::admin() const { return with_wait(*this, configured<AdminConfig>(*this)); }

std::chrono::milliseconds Frame::wait() const {
  constexpr double usual = 15;
  return std::chrono::milliseconds(static_cast<std::int64_t>(timeout.value_or(usual) * 1000));
}

bool Frame::colors(int fd) const { return !no_color && environment("NO_COLOR").empty() && ::isatty(fd) == 1; }

} // namespace klamm::cli
