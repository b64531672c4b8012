#include "cli/kcat/options.hpp"

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <getopt.h>

#include "cli/frame/failure.hpp"

namespace klamm::cli {
namespace {

std::int64_t number(char flag, const std::string& text) {
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || read.ec != std::errc() || *read.ptr != '\0') usage_error(std::string("-") + flag + " " + text + " is no number");
  return value;
}

// kcat's -X topic.NAME=VALUE is for the topic in question: to klamm, a setting like others.
std::string setting(const std::string& text) {
  constexpr std::string_view prefix = "topic.";
  const std::size_t equals = text.find('=');
  const bool of_topic = text.starts_with(prefix) && text.substr(0, equals) != "topic.metadata.refresh.interval.ms";
  return of_topic ? text.substr(prefix.size()) : text;
}

void take(KcatOptions& into, char flag, const std::string& value) {
  switch (flag) {
    case 'P':
    case 'C':
    case 'L':
    case 'Q':
    case 'V':
    case 'h': into.mode = flag; break;
    case 'G': into.mode = 'G', into.group = value; break;
    case 't': into.topics.push_back(value); break;
    case 'p': into.partition = value; break;
    case 'b': into.frame.brokers = value; break;
    case 'z': into.codec = value; break;
    case 'o': into.offsets.push_back(value); break;
    case 'e': into.exit_at_end = true; break;
    case 'D': into.delimiter = value; break;
    case 'K': into.key_delimiter = value; break;
    case 'k': into.key = value; break;
    case 'H': into.headers.push_back(value); break;
    case 'd': into.frame.debug = value; break;
    case 'q': into.frame.verbosity = 0; break;
    case 'v': ++into.frame.verbosity; break;
    case 'F': into.frame.config_file = value; break;
    case 'X': into.frame.settings.push_back(setting(value)); break;
    case 'c': into.count = number(flag, value); break;
    case 'm': into.frame.timeout = static_cast<double>(number(flag, value)); break;
    case 'T': into.tee = true; break;
    case 'u': into.unbuffered = true; break;
    case 'f': into.format = value; break;
    case 'J': into.json = true; break;
    case 'Z': into.null = true; break;
    case 'l': into.by_line = true; break;
    case 's': into.serdes.push_back(value); break;
    case 'r': usage_error("-r asks for a schema registry, which klamm does not speak");
    case 'M': usage_error("-M asks for mock brokers: klamm mock --brokers N");
    default: break; // -E: errors that pass never end it; -O prints nothing in kcat 1.7.1 either
  }
}

std::string usual_config_file() {
  if (const char* named = std::getenv("KCAT_CONFIG")) return named;
  const char* home = std::getenv("HOME");
  const std::string path = std::string(home ? home : "") + "/.config/kcat.conf";
  return std::filesystem::exists(path) ? path : "";
}

} // namespace

KcatOptions parse_kcat(const std::vector<std::string>& arguments) {
  KcatOptions options;
  options.frame.program = "kcat";
  options.frame.own_profiles = false;
  constexpr double usual_wait = 5;
  options.frame.timeout = usual_wait;

  std::vector<std::string> words{"kcat"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  optind = 0; // (glibc: begin anew)
  opterr = 0;
  const int count = static_cast<int>(words.size());
  for (int flag = 0; (flag = getopt(count, pointers.data(), ":PCG:LQM:t:p:b:z:o:eED:K:k:H:Od:qvF:X:c:Tuf:ZlVhs:r:Jm:")) != -1;) {
    if (flag == '?') usage_error(std::string("kcat has no flag -") + static_cast<char>(optopt), "kcat -h shows what there is");
    if (flag == ':') usage_error(std::string("-") + static_cast<char>(optopt) + " needs a value", "kcat -h shows what there is");
    take(options, static_cast<char>(flag), optarg ? optarg : "");
  }
  for (int i = optind; i < count; ++i) options.rest.emplace_back(pointers[static_cast<std::size_t>(i)]); // (getopt has put them last)
  if (options.frame.config_file.empty()) options.frame.config_file = usual_config_file();
  return options;
}

} // namespace klamm::cli
