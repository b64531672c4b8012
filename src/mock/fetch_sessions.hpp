// A broker's fetch sessions (KIP-227): what each client reads, so that a request names only what has changed, and an answer only what is new. A full fetch
// outside a session is one that is forgotten at once. Pure; lives on the mock's executor.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <string>

#include "base/random.hpp"
#include "base/time.hpp"
#include "wire/messages/fetch.hpp"

namespace klamm::mock {

struct FetchSession {
  struct Part {
    std::string topic; ///< empty: an id that was never known
    Uuid topic_id;
    wire::FetchRequest::Partition wanted;
    std::int64_t high_watermark = -1, log_start = -1; ///< as told last
  };
  std::int32_t id = 0; ///< 0: none that is kept
  std::int32_t next_epoch = 1;
  bool by_id = false;
  TimePoint used{};
  std::list<Part> parts{}; ///< in the order of reading: who got records goes to the end
};

class FetchSessions {
public:
  /// A request's fetch, from its coming to its answer.
  struct Fetch {
    ErrorCode error = ErrorCode::none;
    std::shared_ptr<FetchSession> session{};
    bool is_incremental = false; ///< the answer has only what is new
    bool may_stay = false;       ///< it begins a session
  };

  /// `max.incremental.fetch.session.cache.slots`
  std::size_t slots = 1000;

  Fetch begin(const wire::FetchRequest& request, std::int16_t version, TimePoint now);
  /// The answer, of what was read of each part, in their order. It points into the session.
  wire::FetchResponse finish(Fetch& fetch, std::vector<wire::FetchResponse::Partition> read, TimePoint now, Random& random);
  void clear() { sessions_.clear(); }

private:
  static void update(FetchSession& session, const wire::FetchRequest& request);
  void keep(const std::shared_ptr<FetchSession>& session, TimePoint now, Random& random);

  std::map<std::int32_t, std::shared_ptr<FetchSession>> sessions_;
};

} // namespace klamm::mock
