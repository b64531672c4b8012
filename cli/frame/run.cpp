#include "cli/frame/run.hpp"

#include "cli/kcat/run.hpp"
#include "cli/klamm/run.hpp"

namespace klamm::cli {

ExitCode run(const std::vector<std::string>& arguments) {
  std::string name = arguments.empty() ? "klamm" : arguments.front();
  name.erase(0, name.find_last_of('/') + 1);
  const std::vector<std::string> rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
  return name == "kcat" || name == "kafkacat" ? run_kcat(rest) : run_klamm(rest);
}

} // namespace klamm::cli
