#include "architecture/rules.hpp"

#include <algorithm>
#include <regex>
#include <sstream>

namespace klamm::architecture {
namespace {

bool is_public(const SourceFile& file) { return file.path.starts_with("include/"); }

std::string list(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text.empty() ? "nothing" : text;
}

} // namespace

std::ostream& operator<<(std::ostream& out, const Violation& violation) {
  return out << violation.path << ':' << violation.line << ": " << violation.what << "\n    remedy: " << violation.remedy;
}

Layers parse_layers(std::string_view cmake) {
  Layers layers;
  static const std::regex call(R"(klamm_layer\(([^)]*)\))");
  const std::string text(cmake);
  for (std::sregex_iterator it(text.begin(), text.end(), call), end; it != end; ++it) {
    std::istringstream words((*it)[1].str());
    std::string name, word;
    words >> name;
    std::set<std::string>& below = layers[name];
    for (bool in_depends = false; words >> word;) {
      if (word == "DEPENDS" || word == "LINKS") in_depends = word == "DEPENDS";
      else if (in_depends) below.insert(word);
    }
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (auto& [name, below] : layers) {
      const std::size_t before = below.size();
      for (const std::string& layer : std::set(below)) below.insert(layers[layer].begin(), layers[layer].end());
      changed |= below.size() != before;
    }
  }
  return layers;
}

Violations check_layers(const Sources& sources, const Layers& layers) {
  Violations found;
  for (const auto& [name, below] : layers)
    if (below.contains(name))
      found.push_back({"src/CMakeLists.txt", 1, "the layer " + name + " is below itself", "break the circle in the DEPENDS lists"});
  for (const SourceFile& file : sources) {
    const std::string layer = file.layer();
    if (is_public(file)) continue;
    if (!layers.contains(layer)) {
      found.push_back(
          {file.path, 1, "src/CMakeLists.txt has no klamm_layer line for this folder", "add one that lists what the folder may include"});
      continue;
    }
    for (const Include& include : includes_of(file)) {
      if (!include.quoted) continue;
      const std::string from = include.target.substr(0, include.target.find('/'));
      if (from == "klamm" || from == layer || layers.at(layer).contains(from)) continue;
      if (layers.contains(from))
        found.push_back({file.path, include.line,
                         layer + " includes " + include.target + ", but may include only " + list(layers.at(layer)),
                         "move what both need into a layer below, or hand it in from above (layers: src/CMakeLists.txt, docs/design.md)"});
      else
        found.push_back({file.path, include.line, "\"" + include.target + "\" does not begin with a layer",
                         "write it as \"layer/file.hpp\", or with <> if it is not klamm's"});
    }
  }
  return found;
}

Violations check_public_includes(const Sources& sources) {
  Violations found;
  for (const SourceFile& file : sources) {
    if (!is_public(file)) continue;
    for (const Include& include : includes_of(file))
      if (include.quoted && (!include.target.starts_with("klamm/") || include.target.find("..") != std::string::npos))
        found.push_back({file.path, include.line, "a public header includes \"" + include.target + "\", which is not installed",
                         "declare it forward, or move it to include/klamm/"});
  }
  return found;
}

Violations check_command_includes(const Sources& sources) {
  static const std::regex inside(
      R"((base|config|wire|compression|records|security|net|cluster|producer|group|consumer|admin|client|mock)/.*)");
  Violations found;
  for (const SourceFile& file : sources)
    for (const Include& include : includes_of(file))
      if ((include.quoted && !include.target.starts_with("cli/")) || std::regex_match(include.target, inside) ||
          include.target.starts_with("klamm/detail/"))
        found.push_back({file.path, include.line, "the command includes " + include.target + ", which is not for programs",
                         "use klamm's public headers as <klamm/…>, and the command's own files as \"cli/…\""});
  return found;
}

Violations check_asio(const Sources& sources) {
  // (tests/packaging/headers.sh checks what public headers reach of Asio in turn)
  static const std::regex light(
      R"(asio/(any_\w+|append|associated_\w+|async_result|bind_\w+|cancellation_\w+|consign|deferred|dispatch|error|error_code|)"
      R"(execution|execution/\w+|execution_context|executor_work_guard|post|prefer|query|require|system_executor)\.hpp)");
  static const std::regex allowed(R"(src/(net|client|mock|cli)/.*|src/cluster/broker_pool\.[hc]pp|src/.*_loop\.[hc]pp)");
  Violations found;
  for (const SourceFile& file : sources) {
    for (const Include& include : includes_of(file)) {
      if (include.target != "asio.hpp" && !include.target.starts_with("asio/")) continue;
      if (is_public(file) ? std::regex_match(include.target, light) : std::regex_match(file.path, allowed)) continue;
      if (is_public(file))
        found.push_back({file.path, include.line, "a public header includes <" + include.target + ">, a heavy part of Asio",
                         "include it in src/client/, behind the pimpl"});
      else
        found.push_back({file.path, include.line, "Asio does not belong here",
                         "keep logic free of it: let a *_loop file, net/ or client/ do the waiting and call this"});
    }
  }
  return found;
}

Violations check_world(const Sources& sources) {
  static const std::regex world(
      R"(\b(steady_clock|system_clock|high_resolution_clock|utc_clock)\s*::\s*now\b|\brandom_device\b|\bstd::rand\b|\bsleep_(for|until)\b|\b(clock_gettime|gettimeofday)\b)");
  static const std::regex socket(R"(\b(socket|sendmsg|recvmsg|getaddrinfo)\s*\()");
  static const std::regex allowed(R"(src/(net|client|cli)/.*|src/base/(time|random)\.[hc]pp)");
  Violations found;
  for (const SourceFile& file : sources) {
    if (std::regex_match(file.path, allowed)) continue;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      std::smatch match;
      if (std::regex_search(file.code[i], match, world))
        found.push_back({file.path, i + 1, match.str() + " reads the world",
                         "take the time as an argument (TimePoint now), randomness as a Random&, waiting as a returned deadline"});
      else if (std::regex_search(file.code[i], match, socket))
        found.push_back({file.path, i + 1, match.str() + "…) is a raw socket call", "go through net/transport.hpp"});
    }
  }
  return found;
}

Violations check_files(const Sources& sources) {
  constexpr std::size_t most_lines = 400, needs_head = 40;
  const auto has_head = [](const SourceFile& file) { return !file.lines.empty() && file.lines.front().starts_with("//"); };
  std::set<std::string> headers; // the headers that say what they are
  for (const SourceFile& file : sources)
    if (file.path.ends_with(".hpp") && has_head(file)) headers.insert(file.path);
  const auto own_header_has_head = [&](const SourceFile& file) {
    if (!file.path.ends_with(".cpp")) return false;
    const std::string beside = file.path.substr(0, file.path.size() - 4) + ".hpp";
    return headers.contains(beside) || headers.contains("include/klamm/" + beside.substr(beside.rfind('/') + 1));
  };
  Violations found;
  for (const SourceFile& file : sources) {
    if (file.lines.size() > most_lines)
      found.push_back({file.path, most_lines + 1,
                       "has " + std::to_string(file.lines.size()) + " lines, more than " + std::to_string(most_lines),
                       "one concept, one file: split it"});
    if (file.lines.size() > needs_head && !has_head(file) && !own_header_has_head(file))
      found.push_back(
          {file.path, 1, "does not begin with a comment", "say in six lines or fewer the file's role, its thread and its neighbours"});
  }
  return found;
}

} // namespace klamm::architecture
