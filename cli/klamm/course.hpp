// The commands that courses about Kafka teach: what each is in klamm, and which test on real Kafka shows it.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace klamm::cli {

struct CourseRow {
  std::string_view notes, klamm;
  std::string_view test; ///< the test case's name
};

std::span<const CourseRow> course_rows();
/// As a section of docs/cli.md.
std::string course_markdown();

} // namespace klamm::cli
