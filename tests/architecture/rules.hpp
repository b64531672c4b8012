// The rules of docs/design.md that a compiler doesn't check, as functions from text to violations.
#pragma once

#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "architecture/source_tree.hpp"

namespace klamm::architecture {

struct Violation {
  std::string path;
  std::size_t line = 0;
  std::string what;
  std::string remedy;
};
std::ostream& operator<<(std::ostream& out, const Violation& violation);
using Violations = std::vector<Violation>;
using Sources = std::vector<SourceFile>;

/// For each layer all layers that it may include: what its klamm_layer line in src/CMakeLists.txt lists, and what those list.
using Layers = std::map<std::string, std::set<std::string>>;
Layers parse_layers(std::string_view cmake);

/// Files of a layer include files of that layer and of layers below, by "layer/file.hpp". No layer is below itself.
Violations check_layers(const Sources& sources, const Layers& layers);
/// Public headers include public headers only.
Violations check_public_includes(const Sources& sources);
/// The klamm command includes its own files and klamm's public headers, as any program would.
Violations check_command_includes(const Sources& sources);
/// Asio is for net/, client/, mock/, cli/, cluster/broker_pool and the *_loop files; light headers of it for public headers.
Violations check_asio(const Sources& sources);
/// Clocks, randomness, sleeping and raw sockets are for the edges: net/, client/, cli/, base/time and base/random.
Violations check_world(const Sources& sources);
/// A file has at most 400 lines, and one of more than 40 begins by saying what it is; a .cpp may leave that to its own header.
Violations check_files(const Sources& sources);
/// Public classes and functions that are defined in a .cpp carry KLAMM_EXPORT.
Violations check_exports(const Sources& sources);
/// Public classes, enums, functions and aliases have a /// comment. (Members whose name says it all need none.)
Violations check_documented(const Sources& sources);

} // namespace klamm::architecture
