#include "klamm/error_help.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "base/error_docs.hpp"
#include "klamm/error.hpp"
#include "test_paths.hpp"

using namespace klamm;

namespace {

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// The codes that the header declares.
std::set<std::int16_t> declared_codes() {
  const std::string header = text_of(KLAMM_SOURCE_DIR "/include/klamm/error_code.hpp");
  const std::regex code(R"(\n  [a-z_]+ = (-?\d+),)");
  std::set<std::int16_t> codes;
  for (std::sregex_iterator at(header.begin(), header.end(), code), end; at != end; ++at)
    codes.insert(static_cast<std::int16_t>(std::stoi((*at)[1])));
  codes.erase(0); // none
  return codes;
}

} // namespace

TEST_CASE("errors: each public code has a name, a cause, a remedy and a place in the documentation") {
  const std::string page = text_of(KLAMM_SOURCE_DIR "/docs/errors.md");
  const std::set<std::int16_t> codes = declared_codes();
  CHECK(codes.size() > 160);
  for (const std::int16_t number : codes) {
    const auto code = static_cast<ErrorCode>(number);
    const ErrorHelp help = error_help(code);
    CAPTURE(number);
    CHECK(help.code == code);
    CHECK(error_code_name(code) != "UNKNOWN_ERROR_CODE");
    CHECK(help.cause.ends_with('.'));
    CHECK(help.remedy.size() > 5);
    const std::string anchor = error_docs(code).substr(std::string("docs/errors.md#").size());
    CHECK(page.find("<a id=\"" + anchor + "\"></a>") != std::string::npos);
    const Error error(code);
    CHECK_FALSE(error.cause().empty());
    CHECK(error.hint() == help.remedy);
  }
  CHECK(all_error_codes().size() == codes.size());
  const std::vector<ErrorCode> all = all_error_codes();
  CHECK(std::is_sorted(all.begin(), all.end()));
}

TEST_CASE("errors: what is known of a code stands in the middle of a message") {
  CHECK(Error(ErrorCode::group_id_not_found).message() ==
        "error[69] GROUP_ID_NOT_FOUND: there is no such group\n  hint: klamm groups list shows those that there are.");
  CHECK(Error(ErrorCode::tls_failed).cause() == "the TLS handshake failed");
  CHECK(Error(ErrorCode::illegal_sasl_state).cause().starts_with("SASL was spoken"));
  CHECK(Error(static_cast<ErrorCode>(999)).cause() == "the broker answered with error code 999, unknown to this client");
  CHECK(error_help(static_cast<ErrorCode>(999)).code == static_cast<ErrorCode>(999));
  CHECK(error_docs(ErrorCode::not_leader_or_follower) == "docs/errors.md#not_leader_or_follower");
}

// Make it again with KLAMM_WRITE_DOCS=1 in the environment.
TEST_CASE("errors: docs/errors.md is what the table says") {
  const std::string path = KLAMM_SOURCE_DIR "/docs/errors.md";
  if (std::getenv("KLAMM_WRITE_DOCS")) std::ofstream(path, std::ios::binary) << errors_markdown();
  const bool same = text_of(path) == errors_markdown();
  CHECK_MESSAGE(same, "stale: run `KLAMM_WRITE_DOCS=1 ctest -R errors.md`");
}
