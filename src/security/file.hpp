// Small files that hold secrets: read whole, into memory that is wiped. And their stamps, by which a change is seen. Any thread.
#pragma once

#include <cstdint>
#include <string>

#include "klamm/result.hpp"
#include "klamm/secret.hpp"

namespace klamm::security {

/// The content of `path`, at most 16 MiB; config_file_unreadable names `setting`, the path and the system's reason.
Result<Secret> read_small_file(const std::string& path, const std::string& setting);
bool is_readable(const std::string& path) noexcept;

/// What changes when a file is replaced or written (links are followed). Empty where there is none.
struct FileStamp {
  std::uint64_t device = 0, inode = 0;
  std::int64_t size = -1, seconds = 0, nanoseconds = 0;
  auto operator<=>(const FileStamp&) const = default;
};
FileStamp stamp_of(const std::string& path) noexcept;

} // namespace klamm::security
