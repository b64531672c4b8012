#include "cli/format/unpack.hpp"

#include <cstdint>

#include "cli/frame/failure.hpp"

namespace klamm::cli {
namespace {

constexpr std::string_view letters = "<>bBhHiIqQcs$ ";

std::size_t width(char letter) {
  switch (letter) {
    case 'h':
    case 'H': return 2;
    case 'i':
    case 'I': return 4;
    case 'q':
    case 'Q': return 8;
    default: return 1;
  }
}

std::uint64_t read(std::string_view bytes, bool big_endian) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    value = value << 8 | static_cast<unsigned char>(big_endian ? bytes[i] : bytes[bytes.size() - 1 - i]);
  return value;
}

void print_integer(Sink& out, std::uint64_t value, char letter) {
  switch (letter) {
    case 'b': return out.append_number(static_cast<std::int8_t>(value));
    case 'h': return out.append_number(static_cast<std::int16_t>(value));
    case 'i': return out.append_number(static_cast<std::int32_t>(value));
    case 'q': return out.append_number(static_cast<std::int64_t>(value));
    default: return out.append_number(value);
  }
}

} // namespace

Unpack::Unpack(std::string pack) : pack_(std::move(pack)) {
  if (const std::size_t wrong = pack_.find_first_not_of(letters); wrong != std::string::npos)
    usage_error(std::string("'") + pack_[wrong] + "' in '" + pack_ + "' is no letter of a pack-str",
                "there are < > (endianness), b B h H i I q Q (integers), c (a character), s (the rest), $ (the end)");
}

std::optional<std::string> Unpack::print(Sink& out, std::string_view bytes) const {
  bool big_endian = true;
  const std::size_t size = bytes.size();
  for (const char letter : pack_) {
    if (letter == '<' || letter == '>') {
      big_endian = letter == '>';
    } else if (letter == ' ') {
      out.append(' ');
    } else if (letter == 's') {
      out.append(bytes);
      bytes = {};
    } else if (letter == '$') {
      if (!bytes.empty()) return "expected the end, and " + std::to_string(bytes.size()) + " bytes are left";
    } else {
      const std::size_t wanted = width(letter);
      if (bytes.size() < wanted)
        return std::string("'") + letter + "' needs " + std::to_string(wanted) + " bytes at " + std::to_string(size - bytes.size()) +
               ", and " + std::to_string(bytes.size()) + " are left";
      if (letter == 'c') out.append(bytes.front());
      else print_integer(out, read(bytes.substr(0, wanted), big_endian), letter);
      bytes.remove_prefix(wanted);
    }
  }
  return {};
}

} // namespace klamm::cli
