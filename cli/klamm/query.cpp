// klamm query: its flags.
#include "cli/commands/query.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {

void add_query(CommandLine& line) {
  const auto options = std::make_shared<QueryOptions>();
  const auto self = std::make_shared<CLI::App*>(nullptr);
  CLI::App* const command = add_command(line, *line.app, "query", "Find the offset of the first record that is not older than a time.",
                                        [options, self](const Frame& frame) {
                                          need(**self, !options->queries.empty(), "a TOPIC:PARTITION:TIME");
                                          return query(*options, frame);
                                        });
  *self = command;
  command->add_option("TOPIC:PARTITION:TIME", options->queries,
                      "TIME: milliseconds since 1970, 2026-11-20[T18:30[:00]][Z], -1h (ago), -1 (the end), -2 (the beginning)");
}

} // namespace klamm::cli
