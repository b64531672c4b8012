#include "security/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace klamm::security {
namespace {

constexpr std::int64_t most_bytes = 16 << 20;

Error unreadable(const std::string& path, const std::string& setting, const std::string& reason) {
  return Error(ErrorCode::config_file_unreadable, setting + "=" + path + " can't be read: " + reason,
               "check the path and the file's permissions");
}

} // namespace

Result<Secret> read_small_file(const std::string& path, const std::string& setting) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe must not make us wait
  if (file < 0) return unreadable(path, setting, std::strerror(errno));
  struct stat about {};
  std::vector<char> content;
  std::string reason;
  if (::fstat(file, &about) != 0) reason = std::strerror(errno);
  else if (!S_ISREG(about.st_mode)) reason = "it is no regular file";
  else if (about.st_size > most_bytes) reason = "it is larger than 16 MiB";
  else content.resize(static_cast<std::size_t>(about.st_size));
  std::size_t size = 0;
  while (reason.empty() && size < content.size()) {
    const ssize_t n = ::read(file, content.data() + size, content.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) reason = std::strerror(errno);
    if (n <= 0) break;
    size += static_cast<std::size_t>(n);
  }
  ::close(file);
  Secret secret(std::string_view(content.data(), size));
  wipe(content.data(), content.size());
  if (!reason.empty()) return unreadable(path, setting, reason);
  return secret;
}

bool is_readable(const std::string& path) noexcept { return ::access(path.c_str(), R_OK) == 0; }

FileStamp stamp_of(const std::string& path) noexcept {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return {};
  return {static_cast<std::uint64_t>(about.st_dev), static_cast<std::uint64_t>(about.st_ino), static_cast<std::int64_t>(about.st_size),
          static_cast<std::int64_t>(about.st_mtim.tv_sec), static_cast<std::int64_t>(about.st_mtim.tv_nsec)};
}

} // namespace klamm::security
