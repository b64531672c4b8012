#include "security/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <new>
#include <vector>

namespace klamm::security {
namespace {

const EVP_MD* algorithm(Hash hash) noexcept { return hash == Hash::sha256 ? EVP_sha256() : EVP_sha512(); }
const unsigned char* bytes_of(std::string_view text) noexcept { return reinterpret_cast<const unsigned char*>(text.data()); }
std::string_view text_of(const unsigned char* bytes, std::size_t size) noexcept { return {reinterpret_cast<const char*>(bytes), size}; }

} // namespace

std::string digest(Hash hash, std::string_view text) {
  unsigned char result[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), result, &size, algorithm(hash), nullptr) != 1) throw std::bad_alloc();
  return std::string(text_of(result, size));
}

Secret hmac(Hash hash, std::string_view key, std::string_view text) {
  static constexpr char none = 0; // OpenSSL takes a null key for "the one of before"
  unsigned char result[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  const void* key_bytes = key.empty() ? &none : key.data();
  if (!HMAC(algorithm(hash), key_bytes, static_cast<int>(key.size()), bytes_of(text), text.size(), result, &size)) throw std::bad_alloc();
  Secret secret(text_of(result, size));
  wipe(result, sizeof result);
  return secret;
}

Secret salted_password(Hash hash, std::string_view password, std::string_view salt, int iterations) {
  unsigned char result[EVP_MAX_MD_SIZE];
  const int size = EVP_MD_get_size(algorithm(hash));
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes_of(salt), static_cast<int>(salt.size()), iterations,
                        algorithm(hash), size, result) != 1)
    throw std::bad_alloc();
  Secret secret(text_of(result, static_cast<std::size_t>(size)));
  wipe(result, sizeof result);
  return secret;
}

bool same_secret(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

std::string random_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size)) != 1) throw std::bad_alloc();
  return bytes;
}

std::string hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += digits[static_cast<unsigned char>(c) >> 4];
    text += digits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

std::string base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string base64url(std::string_view bytes) {
  std::string text = base64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool pad = i >= text.size() - padding;
    const std::size_t value = pad ? 0 : alphabet.find(text[i]);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (i % 4 != 3) continue;
    if (i + 1 == text.size() && (bits & ((1U << 8 * padding) - 1)) != 0) return std::nullopt; // one text for each value
    for (int shift = 16; shift >= 0; shift -= 8) bytes += static_cast<char>(bits >> shift & 0xff);
    bits = 0;
  }
  bytes.resize(bytes.size() - padding);
  return bytes;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  while (standard.size() % 4 != 0) standard += '=';
  return from_base64(standard);
}

} // namespace klamm::security
