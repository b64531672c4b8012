// The cryptography that authentication needs, over OpenSSL: digests, HMAC, PBKDF2, base64, random bytes. Pure but for random_bytes(); any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "klamm/secret.hpp"

namespace klamm::security {

enum class Hash : std::uint8_t { sha256, sha512 };

/// Raw bytes.
std::string digest(Hash hash, std::string_view text);
Secret hmac(Hash hash, std::string_view key, std::string_view text);
/// Hi() of RFC 5802: PBKDF2 with HMAC, as long as the hash. Takes milliseconds.
Secret salted_password(Hash hash, std::string_view password, std::string_view salt, int iterations);
/// In a time that does not tell where they differ.
bool same_secret(std::string_view a, std::string_view b) noexcept;
/// From the operating system's generator.
std::string random_bytes(std::size_t size);

std::string hex(std::string_view bytes); ///< lower case
std::string base64(std::string_view bytes);
std::string base64url(std::string_view bytes); ///< without padding
/// Nothing where `text` is not base64 (with its padding).
std::optional<std::string> from_base64(std::string_view text);
/// base64url, with or without padding.
std::optional<std::string> from_base64url(std::string_view text);

} // namespace klamm::security
