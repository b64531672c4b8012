#include "cli/frame/password.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "cli/frame/failure.hpp"

using namespace klamm::cli;

namespace {

/// A file of this content, for a moment.
class File {
public:
  explicit File(const std::string& content) {
    const int fd = ::mkstemp(path_.data());
    REQUIRE(fd >= 0);
    REQUIRE(::write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size()));
    ::close(fd);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { ::unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

private:
  std::string path_ = "/tmp/klamm-password-XXXXXX";
};

} // namespace

TEST_CASE("passwords: a file's first line, the environment, and what is none") {
  CHECK(read_new_password(File("secret\r\nmore").path(), "").reveal() == "secret");
  CHECK(read_new_password(File("no newline").path(), "").reveal() == "no newline");
  CHECK_THROWS_AS(read_new_password(File("").path(), ""), Failure);
  CHECK_THROWS_AS(read_new_password(File("\nsecond").path(), ""), Failure);
  CHECK_THROWS_AS(read_new_password(File(std::string(5000, 'x')).path(), ""), Failure);
  CHECK_THROWS_AS(read_new_password("/nowhere/file", ""), Failure);
  ::setenv("KLAMM_NEW_PASSWORD", "from outside", 1);
  CHECK(read_new_password("", "").reveal() == "from outside");
  CHECK(read_new_password(File("the file's").path(), "").reveal() == "the file's");
  ::setenv("KLAMM_NEW_PASSWORD", "", 1);
  CHECK_THROWS_AS(read_new_password("", ""), Failure);
  ::unsetenv("KLAMM_NEW_PASSWORD");
}
