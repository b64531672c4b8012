// TLS as one client does it: its configuration, and the context made of it. When the files that it names change, connections from then on use the new
// ones, as long as they can be read and fit together (a file that is just being written is tried again with the next connection). The executor's.
#pragma once

#include <map>
#include <memory>

#include "base/log.hpp"
#include "net/tls_context.hpp"
#include "security/file.hpp"

namespace klamm::net {

class TlsClient {
public:
  /// Errors: config_value_invalid, config_file_unreadable, which name the setting.
  static Result<std::shared_ptr<TlsClient>> create(SslConfig config, Log log);

  /// For a new connection.
  std::shared_ptr<TlsContext> context();

  using Stamps = std::map<std::string, security::FileStamp>;
  struct Loaded {
    Stamps stamps; ///< as they were before the files were read
    std::shared_ptr<TlsContext> context;
  };
  /// Reads all files anew, changed or not; any thread. Then use() takes it.
  Result<Loaded> load() const;
  void use(Loaded loaded);

private:
  TlsClient(SslConfig config, Log log) : config_(std::move(config)), log_(std::move(log)) {}
  Stamps stamps() const;

  SslConfig config_;
  Log log_;
  Stamps stamps_; // of the files as they were read last, well or badly
  std::shared_ptr<TlsContext> context_;
};

} // namespace klamm::net
