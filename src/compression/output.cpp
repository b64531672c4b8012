#include "compression/output.hpp"

#include "compression/codec.hpp"

namespace klamm::compression {

Error corrupt(CompressionType codec, std::string_view reason) {
  return Error(ErrorCode::record_corrupt, std::string(compression_name(codec)) + " data is corrupt: " + std::string(reason));
}

Error beyond_limit(CompressionType codec, std::size_t compressed_size, std::size_t limit) {
  return Error(ErrorCode::decompression_limit,
               std::to_string(compressed_size) + " bytes of " + std::string(compression_name(codec)) +
                   " data decompress to more than the limit of " + std::to_string(limit) + " bytes",
               "if the producer of these records is to be trusted, raise the limit; else skip them by seeking past the batch");
}

Error failed(CompressionType codec, std::string_view reason) {
  return Error(ErrorCode::compression_failed, std::string(compression_name(codec)) + " could not compress: " + std::string(reason));
}

} // namespace klamm::compression
