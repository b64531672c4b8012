// Bytes as text, and numbers as bytes: what a format's {modifiers} do.
#pragma once

#include <cstdint>
#include <string_view>

#include "cli/output/sink.hpp"

namespace klamm::cli {

void append_hex(Sink& out, std::string_view bytes);
void append_base64(Sink& out, std::string_view bytes, bool padded);

/// The lowest `bits` of a number (4 … 64) as hexadecimal digits, with leading zeros.
void append_hex_number(Sink& out, std::uint64_t number, int bits);
/// The lowest `bits` (8 … 64) as bytes.
void append_binary(Sink& out, std::uint64_t number, int bits, bool big_endian);

/// A JSON string with its quotes. What is not UTF-8 becomes U+FFFD where `valid` is set, and stays as it is otherwise (as kcat does).
void append_json_string(Sink& out, std::string_view text, bool valid = true);

/// A timestamp by strftime's pattern, in UTC.
void append_time(Sink& out, std::int64_t milliseconds, const char* pattern);

} // namespace klamm::cli
