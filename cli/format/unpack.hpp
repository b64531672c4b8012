// Binary numbers inside keys and values, by kcat's pack-str: -s value='>iq s', %v{unpack[>iq]}.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/output/sink.hpp"

namespace klamm::cli {

/// < little, > big endian; b B h H i I q Q: integers of 1, 2, 4, 8 bytes, lower case signed; c a character; s the rest as text; $ the end; a space is printed.
class Unpack {
public:
  /// Throws Failure for what is no pack-str.
  explicit Unpack(std::string pack);

  /// Prints the numbers of `bytes`; says what is wrong where they don't fit, having printed those before.
  std::optional<std::string> print(Sink& out, std::string_view bytes) const;

  /// How long what print() makes of so many bytes can be.
  std::size_t longest(std::size_t bytes) const noexcept { return bytes * 4 + pack_.size(); }

private:
  std::string pack_;
};

} // namespace klamm::cli
