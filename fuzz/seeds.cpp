#include "seeds.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compression/codec.hpp"
#include "records/batch_reader.hpp"
#include "records/golden.hpp"
#include "wire/any_message.hpp"
#include "wire/byte_order.hpp"
#include "wire/golden.hpp"

namespace klamm::fuzz {
namespace {

std::string byte(std::size_t value) { return {static_cast<char>(static_cast<unsigned char>(value))}; }

template <class Int>
std::string big_endian(Int value) {
  std::string bytes(sizeof value, '\0');
  wire::store_big_endian(reinterpret_cast<std::byte*>(bytes.data()), value);
  return bytes;
}

std::vector<std::string> message_seeds() {
  std::vector<std::string> found;
  const auto& messages = wire::testing::all_messages();
  for (const auto& golden : wire::testing::golden_bytes()) {
    const auto at = std::ranges::find(messages, golden.message, &wire::testing::AnyMessage::name);
    if (at == messages.end() || golden.bytes.size() > 4096) continue;
    found.push_back(byte(static_cast<std::size_t>(at - messages.begin())) +
                    byte(static_cast<std::size_t>(golden.version - at->versions.first)) + std::string(golden.bytes.text()));
  }
  return found;
}

std::vector<std::string> version_seeds() {
  std::vector<std::string> found;
  for (const auto& golden : wire::testing::golden_bytes()) {
    if (golden.message == "ApiVersionsResponse")
      found.push_back(byte(static_cast<std::size_t>(golden.version)) + std::string(golden.bytes.text()));
  }
  for (const std::string_view foreign : {"HTTP/1.1 400 Bad Request\r\n", "\x15\x03\x01\x00\x02\x02\x46", "SSH-2.0-OpenSSH_9.2\r\n"})
    found.push_back(byte(4) + std::string(foreign));
  found.push_back(byte(4) + big_endian(std::int16_t{35}) + big_endian(1) + big_endian(std::int16_t{18}) + big_endian(std::int16_t{0}) +
                  big_endian(std::int16_t{2})); // refused, as a broker that knows versions up to 2 says it
  return found;
}

std::vector<std::string> frame_seeds() {
  std::vector<std::string> found;
  for (const std::string_view name : {"MetadataResponse", "FetchResponse", "ProduceResponse"}) {
    std::string stream = byte(2);
    for (const auto& golden : wire::testing::golden_bytes()) {
      if (golden.message != name) continue;
      stream += big_endian(static_cast<std::int32_t>(golden.bytes.size())) + std::string(golden.bytes.text());
    }
    found.push_back(std::move(stream));
  }
  return found;
}

std::vector<std::string> batch_seeds() {
  std::vector<std::string> found;
  for (const std::string& name : test::golden_names()) {
    const std::string bytes(test::golden_case(name).bytes.text());
    if (bytes.size() > 8192) continue;
    found.push_back(byte(0) + bytes);
    found.push_back(byte(1) + bytes);
  }
  return found;
}

std::vector<std::string> codec_seeds() {
  std::vector<std::string> texts{"", "a", std::string(500, 'x'), "to be, or not to be: to be, to be, or to be not"};
  for (int i = 0; i < 60; ++i) texts[0] += "order " + std::to_string(i * i * 7919) + (i % 3 == 0 ? " paid\n" : " sent\n");
  std::vector<std::string> found;
  Compressor compressor;
  for (std::size_t codec = 1; codec <= 4; ++codec) {
    for (const std::string& text : texts) {
      found.push_back(byte(codec - 1) +
                      std::string(Slice::copy_of(compressor.compress(static_cast<CompressionType>(codec), as_bytes(text)).value()).text()));
      found.push_back(byte(codec + 3) + text);
    }
  }
  for (const std::string& name : test::golden_names()) { // what Java compressed
    BatchReader reader(test::golden_case(name).bytes, {});
    for (Result<bool> next = reader.next(); next && *next; next = reader.next()) {
      const BatchView& batch = reader.batch();
      const CompressionType codec = batch.header.codec();
      if (batch.header.magic != 2 || codec == CompressionType::none || batch.bytes.size() > 4096) continue;
      found.push_back(byte(static_cast<std::size_t>(codec) - 1) + std::string(batch.bytes.text().substr(RecordBatchLayout::records)));
    }
  }
  return found;
}

std::vector<std::string> group_seeds() {
  std::vector<std::string> found;
  for (const auto& golden : wire::testing::golden_bytes()) {
    if (golden.message == "ConsumerProtocolSubscription" || golden.message == "ConsumerProtocolAssignment")
      found.push_back(big_endian(golden.version) + std::string(golden.bytes.text()));
  }
  return found;
}

std::vector<std::string> files_of(const std::string& folder) {
  std::vector<std::string> found;
  if (!std::filesystem::is_directory(folder)) return found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) found.push_back(test::read_file(entry.path()));
  std::ranges::sort(found); // the same order everywhere
  return found;
}

} // namespace

std::vector<std::string> seeds(std::string_view target) {
  std::vector<std::string> found;
  if (target == "message") found = message_seeds();
  if (target == "versions") found = version_seeds();
  if (target == "frame") found = frame_seeds();
  if (target == "batch") found = batch_seeds();
  if (target == "codec") found = codec_seeds();
  if (target == "group") found = group_seeds();
  for (std::string& file : files_of(std::string(KLAMM_SOURCE_DIR "/fuzz/corpus/") + std::string(target))) found.push_back(std::move(file));
  return found;
}

} // namespace klamm::fuzz
