#include "cli/format/encoding.hpp"

#include <array>
#include <ctime>

namespace klamm::cli {
namespace {

constexpr char digits[] = "0123456789abcdef";
constexpr char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

unsigned byte_at(std::string_view bytes, std::size_t at) { return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0; }

// How many bytes the character of UTF-8 has that begins here; 0: there is none.
std::size_t character(std::string_view text) {
  const unsigned first = byte_at(text, 0), second = byte_at(text, 1);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte_at(text, i) & 0xc0U) != 0x80) return 0;
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return 0; // overlong; a surrogate
  if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return 0; // overlong; above U+10FFFF
  return size;
}

void append_control(Sink& out, char c) {
  switch (c) {
    case '"': return out.append("\\\"");
    case '\\': return out.append("\\\\");
    case '\b': return out.append("\\b");
    case '\f': return out.append("\\f");
    case '\n': return out.append("\\n");
    case '\r': return out.append("\\r");
    case '\t': return out.append("\\t");
    default:
      out.append("\\u00"), out.append("0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4]), out.append("0123456789ABCDEF"[c & 15]);
  }
}

} // namespace

void append_hex(Sink& out, std::string_view bytes) {
  for (const char c : bytes) out.append(digits[static_cast<unsigned char>(c) >> 4]), out.append(digits[c & 15]);
}

void append_base64(Sink& out, std::string_view bytes, bool padded) {
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const unsigned group = byte_at(bytes, i) << 16 | byte_at(bytes, i + 1) << 8 | byte_at(bytes, i + 2);
    for (std::size_t k = 0; k < 4; ++k) {
      if (i + k <= bytes.size()) out.append(base64[group >> (18 - 6 * k) & 63]);
      else if (padded) out.append('=');
    }
  }
}

void append_hex_number(Sink& out, std::uint64_t number, int bits) {
  for (int shift = bits - 4; shift >= 0; shift -= 4) out.append(digits[number >> shift & 15]);
}

void append_binary(Sink& out, std::uint64_t number, int bits, bool big_endian) {
  for (int i = 0; i < bits; i += 8) out.append(static_cast<char>(number >> (big_endian ? bits - 8 - i : i)));
}

void append_json_string(Sink& out, std::string_view text, bool valid) {
  out.append('"');
  std::size_t plain = 0; // [plain, at) needs nothing
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<unsigned char>(text[at]);
    const bool escaped = c < 0x20 || c == '"' || c == '\\';
    const std::size_t size = c < 0x80 || !valid ? 1 : character(text.substr(at));
    if (!escaped && size > 0) {
      at += size;
      continue;
    }
    out.append(text.substr(plain, at - plain));
    if (escaped) append_control(out, text[at]);
    else out.append("\xef\xbf\xbd");
    plain = ++at;
  }
  out.append(text.substr(plain));
  out.append('"');
}

void append_time(Sink& out, std::int64_t milliseconds, const char* pattern) {
  const std::int64_t seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000;
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  if (gmtime_r(&time, &parts) == nullptr) return out.append_number(milliseconds); // a year that no calendar has
  std::array<char, 256> text;
  out.append({text.data(), std::strftime(text.data(), text.size(), pattern, &parts)});
}

} // namespace klamm::cli
