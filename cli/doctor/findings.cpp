#include "cli/doctor/findings.hpp"

#include <algorithm>
#include <unistd.h>

namespace klamm::cli {
namespace {

const char* color_of(Status status) {
  switch (status) {
    case Status::ok: return "\x1b[32m";
    case Status::warning: return "\x1b[1;33m";
    case Status::failed: return "\x1b[1;31m";
    default: return "\x1b[2m";
  }
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

// What comes from outside doesn't steer the terminal.
std::string printable(std::string text) {
  for (char& c : text)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f) c = '?';
  return text;
}

std::string counted(std::size_t count, const std::string& what) { return std::to_string(count) + " " + what + (count == 1 ? "" : "s"); }

} // namespace

std::string_view status_name(Status status) noexcept {
  switch (status) {
    case Status::ok: return "ok";
    case Status::note: return "note";
    case Status::skipped: return "skipped";
    case Status::warning: return "warning";
    case Status::failed: break;
  }
  return "failed";
}

Findings::Findings(const Frame& frame)
    : form_(parse_output_form(frame.output)),
      for_people_(form_ == OutputForm::table || form_ == OutputForm::wide),
      colors_(frame.colors(STDOUT_FILENO)) {}

void Findings::add(Finding finding) {
  all_.push_back(std::move(finding));
  if (!for_people_) return;
  constexpr std::size_t status_width = 9, check_width = 12;
  const Finding& one = all_.back();
  Sink out(STDOUT_FILENO);
  if (colors_) out.append(color_of(one.status));
  out.append(padded(std::string(status_name(one.status)), status_width));
  if (colors_) out.append("\x1b[0m");
  out.append(padded(one.check, check_width) + printable(one.text) + "\n");
  if (!one.hint.empty()) out.append(std::string(status_width + check_width, ' ') + "hint: " + printable(one.hint) + "\n");
  out.flush();
}

std::size_t Findings::count(Status status) const noexcept {
  return static_cast<std::size_t>(std::count_if(all_.begin(), all_.end(), [&](const Finding& one) { return one.status == status; }));
}

ExitCode Findings::end() const {
  const std::size_t failed = count(Status::failed), warnings = count(Status::warning);
  Sink out(STDOUT_FILENO);
  if (for_people_) {
    if (failed + warnings == 0) out.append("nothing is wrong\n");
    else out.append(counted(failed, "problem") + ", " + counted(warnings, "warning") + "\n");
  } else {
    Table table({{"status"}, {"check"}, {"subject"}, {"text"}, {"hint"}});
    const auto known = [](const std::string& text) { return text.empty() ? Cell() : Cell(text); };
    for (const Finding& one : all_)
      table.add({std::string(status_name(one.status)), one.check, known(one.subject), one.text, known(one.hint)});
    table.print(out, form_);
  }
  out.flush();
  return failed > 0 ? ExitCode::error : warnings > 0 ? ExitCode::partial : ExitCode::ok;
}

} // namespace klamm::cli
