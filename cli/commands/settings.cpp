#include "cli/commands/settings.hpp"

#include <algorithm>
#include <klamm/config.hpp>
#include <unistd.h>

#include "cli/output/sink.hpp"

namespace klamm::cli {

bool show_settings(const Frame& frame, const std::string& command) {
  Frame others = frame;
  std::string text;
  std::erase_if(others.settings, [&](const std::string& setting) {
    if (setting == "list") text += config_list();
    else if (setting.starts_with("help ")) text += config_help(setting.substr(5)).value();
    else return setting == "dump";
    return true;
  });
  if (std::find(frame.settings.begin(), frame.settings.end(), "dump") != frame.settings.end()) {
    if (command == "consume") text += config_dump(others.consumer());
    else if (command == "produce") text += config_dump(others.producer());
    else text += config_dump(others.admin());
  }
  if (others.settings.size() == frame.settings.size()) return false;
  Sink out(STDOUT_FILENO);
  out.append(text);
  if (!text.ends_with('\n')) out.append('\n');
  out.flush();
  return true;
}

} // namespace klamm::cli
