// The rules themselves: each finds what it is for, and names file and line.
#include <doctest/doctest.h>

#include <sstream>

#include "architecture/rules.hpp"

using namespace klamm::architecture;

namespace {

const Layers layers = parse_layers(R"(
# klamm_layer lines as in src/CMakeLists.txt
klamm_layer(base)
klamm_layer(wire DEPENDS base)
klamm_layer(net DEPENDS wire LINKS Asio::Asio)
klamm_layer(records
  DEPENDS base)
)");

SourceFile file(std::string path, std::string_view text) { return {std::move(path), text}; }

std::string places(const Violations& violations) {
  std::ostringstream out;
  for (const Violation& violation : violations) out << (out.str().empty() ? "" : " ") << violation.path << ':' << violation.line;
  return out.str();
}

} // namespace

TEST_CASE("layers: what a layer's line lists may be included, and what those list") {
  CHECK(layers.at("net") == std::set<std::string>{"base", "wire"});
  CHECK(layers.at("records") == std::set<std::string>{"base"});
  CHECK(check_layers(
            {file("src/net/a.cpp", "#include \"base/x.hpp\"\n#include \"net/b.hpp\"\n#include \"klamm/error.hpp\"\n#include <vector>\n")},
            layers)
            .empty());
}

TEST_CASE("layers: an include of a sibling, of a layer above and of no layer is found") {
  CHECK(places(check_layers(
            {file("src/wire/a.hpp",
                  "#pragma once\n#include \"records/b.hpp\"\n#  include \"net/c.hpp\"\n#include \"d.hpp\"\n#include \"../net/c.hpp\"\n")},
            layers)) == "src/wire/a.hpp:2 src/wire/a.hpp:3 src/wire/a.hpp:4 src/wire/a.hpp:5");
}

TEST_CASE("layers: an include in a comment or a string is none") {
  CHECK(check_layers({file("src/base/a.hpp",
                           "// #include \"net/c.hpp\"\n/*\n#include \"net/c.hpp\"\n*/\nauto s = \"#include \\\"net/c.hpp\\\"\";\n")},
                     layers)
            .empty());
}

TEST_CASE("layers: a folder without a line and a circle of lines are found") {
  CHECK(places(check_layers({file("src/extra/a.hpp", "")}, layers)) == "src/extra/a.hpp:1");
  CHECK(places(check_layers({}, parse_layers("klamm_layer(a DEPENDS b)\nklamm_layer(b DEPENDS a)"))) ==
        "src/CMakeLists.txt:1 src/CMakeLists.txt:1");
}

TEST_CASE("public headers: an include of src/ is found") {
  CHECK(
      places(check_public_includes({file(
          "include/klamm/a.hpp", "#include \"klamm/b.hpp\"\n#include \"base/text.hpp\"\n#include \"klamm/../../src/base/text.hpp\"\n")})) ==
      "include/klamm/a.hpp:2 include/klamm/a.hpp:3");
}

TEST_CASE("asio: allowed at the edges, light headers in public ones") {
  CHECK(check_asio({file("src/net/a.cpp", "#include <asio.hpp>"), file("src/producer/sender_loop.hpp", "#include <asio/awaitable.hpp>"),
                    file("src/cluster/broker_pool.cpp", "#include <asio/post.hpp>"),
                    file("include/klamm/a.hpp", "#include <asio/any_io_executor.hpp>\n#include <asio/async_result.hpp>")})
            .empty());
}

TEST_CASE("asio: found in logic, and all of it in public headers") {
  CHECK(places(check_asio(
            {file("src/producer/sender.cpp", "\n#include <asio/post.hpp>"), file("src/cluster/broker_pool_x.cpp", "#include <asio.hpp>"),
             file("include/klamm/a.hpp", "#include <asio/async_result.hpp>\n#include <asio.hpp>\n#include <asio/io_context.hpp>")})) ==
        "src/producer/sender.cpp:2 src/cluster/broker_pool_x.cpp:1 include/klamm/a.hpp:2 include/klamm/a.hpp:3");
}

TEST_CASE("world: clocks, randomness, sleeping and sockets are found in logic, and allowed at the edges") {
  const std::string text = "auto a = std::chrono::steady_clock::now();\nauto b = system_clock :: now();\nstd::random_device "
                           "c;\nstd::this_thread::sleep_for(1s);\nint s = ::socket(AF_INET, SOCK_STREAM, 0);\n"
                           "// steady_clock::now()\nusing TimePoint = std::chrono::steady_clock::time_point;\n";
  CHECK(places(check_world({file("src/group/a.cpp", text)})) ==
        "src/group/a.cpp:1 src/group/a.cpp:2 src/group/a.cpp:3 src/group/a.cpp:4 src/group/a.cpp:5");
  CHECK(check_world({file("src/net/a.cpp", text), file("src/client/a.cpp", text), file("src/base/random.cpp", text)}).empty());
}

TEST_CASE("files: one of 401 lines, and a longer one without a head are found") {
  const auto lines = [](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "int a;\n";
    return text;
  };
  CHECK(check_files({file("src/base/a.cpp", lines(40)), file("src/base/b.cpp", "// Role.\n" + lines(399))}).empty());
  CHECK(places(check_files({file("src/base/a.cpp", lines(41)), file("src/base/b.cpp", "// Role.\n" + lines(400))})) ==
        "src/base/a.cpp:1 src/base/b.cpp:401");
  // the head of the header beside it is enough
  CHECK(check_files({file("src/base/a.cpp", lines(41)), file("src/base/a.hpp", "// Role.\n")}).empty());
  CHECK(check_files({file("src/base/a.cpp", lines(41)), file("include/klamm/a.hpp", "// Role.\n")}).empty());
  CHECK(places(check_files({file("src/base/a.cpp", lines(41)), file("src/base/a.hpp", "#pragma once\n"),
                            file("src/net/a.hpp", "// Role.\n")})) == "src/base/a.cpp:1");
}

TEST_CASE("exports: what is defined in a .cpp needs KLAMM_EXPORT") {
  const Violations found = check_exports({file("include/klamm/a.hpp", R"(#pragma once
namespace klamm {
int free_function(int a,
                  int b = int{});
class Open : public Base {
public:
  explicit Open(std::function<void(int)> f);
  int get() const noexcept;
};
std::ostream& operator<<(std::ostream& out, const Open& open);
namespace detail {
void inner();
}
}
)")});
  CHECK(places(found) == "include/klamm/a.hpp:3 include/klamm/a.hpp:7 include/klamm/a.hpp:10 include/klamm/a.hpp:12");
}

TEST_CASE("exports: what is inline, a template, defaulted, marked or only data needs none") {
  const Violations found = check_exports({file("include/klamm/a.hpp", R"(#pragma once
namespace klamm {
enum class Kind : int { a = int(1), b };
using Callback = std::function<void(int)>;
struct Plain {
  std::function<void(int)> callback;
  int a = std::max(1, 2);
  std::chrono::milliseconds wait{5};
  void (*pointer)(int) = nullptr;
  auto operator<=>(const Plain&) const = default;
  int get() const { return f(a); }
  int set(int b = 1) { return a = b; }
  explicit Plain(int c) : wait{c}, a(1) {}
  virtual ~Plain() = default;
};
template <class T>
class Box {
  int get() const;
};
inline int one() { return 1; }
constexpr int two() { return 2; }
template <class T>
int three(T);
KLAMM_EXPORT int four(Plain plain = {}, int b = 2);
class KLAMM_EXPORT Marked : public Base {
  struct Nested {
    int get() const;
  };
  explicit Marked(int);
  friend int friendly(int);
};
class Forward;
}
)")});
  CHECK(places(found) == "");
}

TEST_CASE("documentation: what stands in the namespace without a comment is found") {
  CHECK(places(check_documented({file("include/klamm/a.hpp", R"(#pragma once
namespace klamm {
enum class Bare { a };

class Bare2 {
  int x;
};

int bare(int);

using Bare3 = int;

/// Says it.
enum class Said { a };
/// Says it.
int said(int);
int said(int, int); // an overload in the same block

inline int one() { return 1; } ///< says it, behind
class Forward;
namespace detail {
class Inner {};
}
}
template <>
struct std::hash<klamm::Said> {};
)")})) == "include/klamm/a.hpp:3 include/klamm/a.hpp:5 include/klamm/a.hpp:9 include/klamm/a.hpp:11");
}

TEST_CASE("the command: what is inside the library is not for it") {
  const Violations found = check_command_includes({file("cli/a.cpp", R"(#include <klamm/admin.hpp>
#include "cli/b.hpp"
#include <CLI/App.hpp>
#include "klamm/admin.hpp"
#include <wire/codec.hpp>
#include "net/clock.hpp"
#include <klamm/detail/completion.hpp>
)")});
  CHECK(places(found) == "cli/a.cpp:4 cli/a.cpp:5 cli/a.cpp:6 cli/a.cpp:7");
}

TEST_CASE("a violation names file, line, what is wrong and the remedy") {
  std::ostringstream out;
  out << check_asio({file("src/group/a.cpp", "\n#include <asio.hpp>")}).at(0);
  CHECK(out.str().starts_with("src/group/a.cpp:2: Asio does not belong here\n    remedy: "));
}
