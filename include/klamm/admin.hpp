// The admin client: looks at a cluster and changes it. Its calls come in families, each in a header of its own.
#pragma once

#include <chrono>
#include <memory>

#include "klamm/admin_acls.hpp"
#include "klamm/admin_cluster.hpp"
#include "klamm/admin_config.hpp"
#include "klamm/admin_configs.hpp"
#include "klamm/admin_group_offsets.hpp"
#include "klamm/admin_groups.hpp"
#include "klamm/admin_quorum.hpp"
#include "klamm/admin_replicas.hpp"
#include "klamm/admin_share_offsets.hpp"
#include "klamm/admin_tokens.hpp"
#include "klamm/admin_topics.hpp"
#include "klamm/admin_transactions.hpp"
#include "klamm/admin_users.hpp"
#include "klamm/client.hpp"
#include "klamm/export.hpp"

namespace klamm {

/// Asks and changes what a cluster holds. Requests go to the controller, to leaders, coordinators or whichever broker is right, and are sent again after errors
/// that pass, until the call's timeout. Every member may be called from any thread; calls run side by side.
///
///     klamm::Admin admin{{.bootstrap_servers = {"localhost:9092"}}};
///     admin.create_topics({klamm::NewTopic("orders", 3)}).value().all().value();
///
/// In a coroutine compiled by GCC 12 name vectors and options that hold text first (`const std::vector<TopicRef> topics{…};`): it destroys what stands in braces
/// inside co_await twice.
///
/// What takes a token honours its cancellation slot: the call then ends with ErrorCode::cancelled, whose fate tells whether anything may have been done.
/// An error of an item has the fate possibly_sent when the answer to a request was lost: what was asked for may have happened.
class KLAMM_EXPORT Admin : public AdminTopics,
                           public AdminConfigs,
                           public AdminCluster,
                           public AdminGroups,
                           public AdminGroupOffsets,
                           public AdminAcls,
                           public AdminUsers,
                           public AdminTokens,
                           public AdminReplicas,
                           public AdminQuorum,
                           public AdminTransactions,
                           public AdminShareOffsets {
public:
  /// With a client (and thread) of its own. Throws klamm::Exception for a configuration that contradicts itself.
  explicit Admin(AdminConfig config);
  /// On the user's executor, without a thread of klamm's.
  Admin(AdminConfig config, asio::any_io_executor executor);
  /// Shares a client's connections, metadata and thread; the connection settings in `config` are then the client's.
  Admin(Client& client, AdminConfig config = {});
  /// Calls that have not completed end with ErrorCode::closed.
  ~Admin();
  Admin(Admin&& other) noexcept;
  Admin& operator=(Admin&& other) noexcept;
};

} // namespace klamm
