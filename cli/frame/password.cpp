#include "cli/frame/password.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "cli/frame/failure.hpp"
#include "cli/frame/interrupt.hpp"

namespace klamm::cli {
namespace {

constexpr std::size_t longest = 4096;

// The first line; its bytes are wiped from here.
Secret read_line(int fd, const std::string& from) {
  std::array<char, longest> bytes{};
  std::size_t size = 0;
  for (;;) {
    if (size == bytes.size()) throw Failure(ExitCode::usage, "the first line of " + from + " is no password: it is too long");
    const ssize_t read = ::read(fd, bytes.data() + size, 1);
    if (read < 0 && errno == EINTR && !interrupted()) continue;
    if (read < 0 || interrupted()) {
      wipe(bytes.data(), size);
      throw Failure(ExitCode::error, interrupted() ? "no password was given" : "cannot read " + from + ": " + std::strerror(errno));
    }
    if (read == 0 || bytes[size] == '\n') break;
    ++size;
  }
  if (size > 0 && bytes[size - 1] == '\r') --size;
  const Secret line(std::string_view(bytes.data(), size));
  wipe(bytes.data(), bytes.size());
  if (line.empty()) usage_error("the password is empty");
  return line;
}

/// The person's terminal, which shows nothing of what is typed meanwhile.
class Unseen {
public:
  explicit Unseen(int fd) : fd_(fd) {
    ::tcgetattr(fd_, &before_);
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(fd_, TCSAFLUSH, &quiet);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;
  ~Unseen() { ::tcsetattr(fd_, TCSAFLUSH, &before_); }

private:
  int fd_;
  termios before_{};
};

Secret ask(const std::string& what) {
  const std::string text = what + ": ";
  [[maybe_unused]] const ssize_t shown = ::write(STDERR_FILENO, text.data(), text.size());
  const Unseen unseen(STDIN_FILENO);
  Secret typed = read_line(STDIN_FILENO, "the terminal");
  [[maybe_unused]] const ssize_t ended = ::write(STDERR_FILENO, "\n", 1);
  return typed;
}

} // namespace

Secret read_new_password(const std::string& file, const std::string& what) {
  if (const char* given = std::getenv("KLAMM_NEW_PASSWORD"); given && file.empty()) {
    if (*given == '\0') usage_error("KLAMM_NEW_PASSWORD is empty");
    return {given};
  }
  if (!file.empty() && file != "-") {
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) throw Failure(ExitCode::error, "cannot open " + file + ": " + std::strerror(errno));
    struct Closed {
      int fd;
      ~Closed() { ::close(fd); }
    } const closed{fd};
    return read_line(fd, file);
  }
  if (::isatty(STDIN_FILENO) == 0) return read_line(STDIN_FILENO, "standard input");
  catch_interrupts();
  Secret first = ask(what);
  if (!(first == ask("again"))) usage_error("the two passwords differ");
  return first;
}

} // namespace klamm::cli
