#include "cli/commands/mock.hpp"

#include <poll.h>
#include <unistd.h>

#include <charconv>
#include <klamm/mock_cluster.hpp>

#include "cli/frame/interrupt.hpp"
#include "cli/output/table.hpp"

namespace klamm::cli {

std::pair<std::string, int> parse_mock_topic(const std::string& text, int usual_partitions) {
  const std::size_t colon = text.find(':');
  std::pair<std::string, int> topic{text.substr(0, colon), usual_partitions};
  if (colon == std::string::npos && !text.empty()) return topic;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + std::min(colon, text.size()) + (colon < text.size() ? 1 : 0), end, topic.second);
  if (topic.first.empty() || read.ec != std::errc() || read.ptr != end || topic.second < 1)
    usage_error("'" + text + "' is no topic", "NAME or NAME:PARTITIONS, as in orders:3");
  return topic;
}

ExitCode mock(const MockOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  std::vector<std::pair<std::string, int>> topics;
  for (const std::string& text : options.topics) topics.push_back(parse_mock_topic(text, options.partitions));
  catch_interrupts();
  MockCluster cluster(
      MockClusterConfig{.brokers = options.brokers, .default_partitions = options.partitions, .auto_create_topics = options.auto_create});
  for (const auto& [name, partitions] : topics) cluster.create_topic(name, partitions).value();
  std::string servers;
  for (const std::string& one : cluster.bootstrap_servers()) servers += (servers.empty() ? "" : ",") + one;
  {
    Sink out(STDOUT_FILENO);
    if (form == OutputForm::table || form == OutputForm::wide) out.append("KLAMM_BROKERS=" + servers + "\n"); // (a line for the shell)
    else {
      Table table({{"bootstrap_servers"}});
      table.add({servers});
      table.print(out, form);
    }
    out.flush();
  }
  // Ends with Ctrl-C, or with the program that reads what it says, as a test that has gone.
  while (!interrupted()) {
    pollfd events[2] = {{interrupt_fd(), POLLIN, 0}, {STDOUT_FILENO, 0, 0}};
    ::poll(events, 2, -1);
    if ((events[1].revents & (POLLERR | POLLNVAL)) != 0) break;
  }
  return ExitCode::ok;
}

} // namespace klamm::cli
