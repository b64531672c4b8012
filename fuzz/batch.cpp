// The bytes of a Fetch response's records: batches of every format, and all records in them. The first byte says whether checksums are checked (without
// them the fuzzer gets further).
#include "consumer/batch_scan.hpp"
#include "input.hpp"
#include "records/batch_reader.hpp"
#include "records/control_record.hpp"

using namespace klamm;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static Decompressor decompressor;
  fuzz::Input input(bytes, size);
  const BatchReadOptions options{.check_crcs = (input.byte() & 1U) != 0, .decompression_limit = std::size_t{1} << 20U};
  const Slice fetched = input.rest();
  fuzz::use(static_cast<std::size_t>(consumer::scan_batches(fetched.bytes(), -1).next_offset));
  BatchReader reader(fetched, options);
  std::size_t position = 0;
  for (int batches = 0; batches < 1000; ++batches) {
    const auto next = reader.next();
    fuzz::require(reader.position() >= position);
    position = reader.position();
    if (!next) continue;
    if (!*next) break;
    auto records = read_records(reader.batch(), decompressor, options);
    if (!records) continue;
    RecordView record;
    std::size_t sum = 0; // reads what the views point at
    while (records->next(record)) {
      for (const char c : record.key.text()) sum += static_cast<unsigned char>(c);
      for (const char c : record.value.text()) sum += static_cast<unsigned char>(c);
      for (const auto& header : record.headers) sum += header.key.size() + header.value.size();
      if (const auto control = parse_control_record(record)) sum += static_cast<std::size_t>(control->coordinator_epoch);
    }
    if (records->failed()) (void)records->error().message();
    fuzz::use(sum);
  }
  return 0;
}
