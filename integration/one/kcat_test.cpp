// Called as kcat, klamm does what kcat does: each command line is run by both, and what they print is the same.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include <vector>

#include "support/cluster.hpp"
#include "support/shell.hpp"
#include "test_paths.hpp"

using namespace klamm::test;

namespace {

bool kcat_is_there() {
  const bool there = shell("command -v kcat").code == 0;
  WARN_MESSAGE(there, "no kcat to compare with (apt-get install kcat)");
  return there;
}

/// A command line whose program is the one or the other kcat.
Outcome by(const std::string& program, const std::string& command) {
  return shell("B=" + bootstrap() + "; unset KLAMM_BROKERS; export XDG_CONFIG_HOME=/nowhere; K='" + program + "'; " + command +
               " 2>/dev/null");
}
Outcome by_kcat(const std::string& command) { return by("kcat", command); }
Outcome by_klamm(const std::string& command) {
  const std::string program = KLAMM_CLI;
  return by(program.substr(0, program.rfind('/')) + "/kcat", command);
}

void same(const std::string& command) {
  const Outcome theirs = by_kcat("$K " + command), mine = by_klamm("$K " + command);
  CHECK_MESSAGE(mine.code == theirs.code, command);
  CHECK_MESSAGE(mine.said == theirs.said, command);
}

} // namespace

TEST_CASE("kcat: what it consumed, in every form, klamm prints alike") {
  if (!kcat_is_there()) return;
  const std::string topic = new_topic("kcat", 2);
  const std::string t = " -b $B -X fetch.wait.max.ms=20 -t " + topic + " ";
  by_kcat("printf 'a:1\\nb:\\n\\n:x\\nnokey\\nlast' | $K -P" + t + "-p 0 -K: -H h1=v1 -H h2");
  by_kcat("printf '\\000\\000\\000\\005\\037\\177\"\\\\/\\303\\244\\377' | $K -P" + t + "-p 1 -k 'k\"' /dev/stdin");
  by_kcat("printf 'p\\n\\nq\\n' | $K -P" + t + "-p 0 -Z -k fk");
  for (const char* flags : {"",
                            "-K:",
                            "-K: -O",
                            "-O",
                            "-Z -K:",
                            "-D ';'",
                            "-D '\\x7c\\n'",
                            "-K '\\t'",
                            "-J",
                            "-J -Z",
                            "-u",
                            "-c 2",
                            "-c 0",
                            "-o 3",
                            "-o -2",
                            "-o -100",
                            "-o end",
                            "-o beginning",
                            "-o 3 -c 2",
                            "-o s@0",
                            "-o s@9999999999999",
                            "-o s@0 -o e@1",
                            "-o e@9999999999999",
                            "-q",
                            "-v -E",
                            "-X topic.auto.offset.reset=earliest",
                            "-X queued.min.messages=1000",
                            "-f '%t [%p] at offset %o: key %k: %s\\n'",
                            "-f '%t|%p|%o|%k|%K|%s|%S|%T|%h|%%\\n\\x41\\\\ \\q{%s}\\n'",
                            "-Z -f '%k %s %h\\n'",
                            "-f '%R'",
                            "-f '%s{hex}'",
                            "-f '%q'",
                            "-f '%'"})
    same("-C" + t + "-p 0 -e " + flags);
  for (const char* flags : {"-J", "-f '%s|%k\\n'", "-s 'value=>i'", "-s 'value=>is'", "-s 'value=>i s'", "-s 'value=<IB'",
                            "-s '>c' -K:", "-s 'value=>i$'", "-s 'value=>qq'", "-J -s 'value=>is'"})
    same("-C" + t + "-p 1 -e " + flags);
  same("-C" + t + "-p 9 -e");
  same("-C -b $B -e");
}

TEST_CASE("kcat: what klamm produces as kcat, kcat reads as if it were its own") {
  if (!kcat_is_there()) return;
  const std::string mine = new_topic("kcat-klamm", 1), theirs = new_topic("kcat-kcat", 1);
  for (const char* command :
       {"printf 'a:1\\nb:\\n\\n:x\\nnokey\\nlast' | $K -P -b $B -t TOPIC -K: -H h1=v1 -H h2",
        "printf 'a:1\\nb:\\n\\n:x\\nnokey\\n' | $K -P -b $B -t TOPIC -K: -Z -k usual",
        "printf 'p\\n\\nq\\n' | $K -P -b $B -t TOPIC -p 0 -Z", "printf 'a,;b,;c' | $K -P -b $B -t TOPIC -D ',;' -z zstd",
        "printf '1\\n2\\n3\\n' | $K -P -b $B -t TOPIC -c 2 -T -z gzip",
        "printf '1\\n2\\n' >/tmp/kcat-test.txt; $K -P -b $B -t TOPIC -l /tmp/kcat-test.txt; $K -P -b $B -t TOPIC /tmp/kcat-test.txt "
        "/tmp/kcat-test.txt; rm /tmp/kcat-test.txt",
        "printf '1\\n2\\n' | $K -b $B -t TOPIC -z snappy -p -1", "printf '1\\n' | $K -P -b $B -t TOPIC -p 7",
        "printf 'k::v\\n' | $K -P -b $B -t TOPIC -K ::"}) {
    const auto about = [&](const std::string& topic) {
      std::string text = command;
      for (std::size_t at = 0; (at = text.find("TOPIC")) != std::string::npos;) text.replace(at, 5, topic);
      return text;
    };
    const Outcome one = by_kcat(about(theirs)), other = by_klamm(about(mine));
    CHECK_MESSAGE(one.code == other.code, command);
    CHECK_MESSAGE(one.said == other.said, command);
  }
  const std::string all = " -e -Z -J | sed 's/\"topic\":\"[^\"]*\"//; s/\"ts\":[0-9]*//'";
  CHECK(by_kcat("$K -C -b $B -t " + mine + all).said == by_kcat("$K -C -b $B -t " + theirs + all).said);
  CHECK(by_kcat("$K -C -b $B -t " + mine + " -e").said.size() > 20);
}

TEST_CASE("kcat: metadata and queries") {
  if (!kcat_is_there()) return;
  const std::string topic = new_topic("kcat-list", 3);
  by_kcat("printf '1\\n2\\n' | $K -P -b $B -p 0 -t " + topic);
  same("-L -b $B -t " + topic);
  same("-L -b $B -J -t " + topic);
  same("-L -b $B | sort");
  for (const char* query : {"0:0", "0:-1", "0:-2", "0:9999999999999", "1:5", "1:-1"}) same("-Q -b $B -t " + topic + ":" + query);
  same("-Q -b $B -t " + topic + ":0:0 -t " + topic + ":2:0");
}

TEST_CASE("kcat: groups") {
  if (!kcat_is_there()) return;
  const std::string topic = new_topic("kcat-group", 2);
  by_kcat("seq 1 50 | $K -P -b $B -t " + topic);
  const std::string group = new_name("kcat-g");
  CHECK(by_klamm("$K -b $B -G " + group + " -o beginning -c 20 " + topic).said.size() > 0);
  // kcat goes on where klamm stopped, and klamm finds nothing behind kcat.
  CHECK(by_kcat("$K -b $B -G " + group + " -e " + topic + " | wc -l").said == "30\n");
  CHECK(by_klamm("$K -b $B -G " + group + " -e '^" + topic.substr(0, topic.size() - 1) + "'").said == "");
}

// As its manual page, its help and its README have them; only names of brokers, topics and groups are the test's.
TEST_CASE("kcat: its own examples") {
  if (!kcat_is_there()) return;
  const std::string topic = new_topic("kcat-own", 1);
  const auto of = [&](std::string text) {
    for (std::size_t at = 0; (at = text.find("TOPIC")) != std::string::npos;) text.replace(at, 5, topic);
    return text;
  };
  const auto both = [&](const std::string& command) {
    CAPTURE(command);
    const Outcome theirs = by_kcat(of(command)), mine = by_klamm(of(command));
    CHECK(mine.code == theirs.code);
    CHECK(mine.said == theirs.said);
  };
  for (const char* produce : {
           "printf 'one\\ntwo\\n' | $K -b $B -t TOPIC -z snappy",
           "printf 'three\\n' | $K -b $B -t TOPIC -p 0",
           "printf 'four\\n' | $K -P -b $B -t TOPIC",
           "$K -P -b $B -t TOPIC -p 0 /etc/hostname /etc/debian_version",
           "echo 'abc:' | $K -b $B -t TOPIC -Z -K:",
           "echo 'hello there' | $K -P -b $B -t TOPIC -H 'header1=header value' -H nullheader -H emptyheader= -H header1=duplicateIsOk",
           "echo 'once' | $K -b $B -X enable.idempotence=true -P -t TOPIC",
           "echo 'conf' | $K -P -b $B -t TOPIC -X topic.request.required.acks=-1 -X queue.buffering.max.ms=5 -X message.timeout.ms=60000",
           "printf 'k1;v1|k2;v2|' | $K -P -b $B -t TOPIC -K';' -D'|' -T",
       })
    both(produce);
  for (const char* consume : {
           "$K -C -b $B -t TOPIC -p 0 -e",
           "$K -C -b $B -t TOPIC -p 0 -o -5 -e",
           "$K -C -b $B -X broker.version.fallback=0.8.2.1 -t TOPIC -p 0 -o -100 -e",
           "$K -b $B -t TOPIC -C -f 'Topic %t [%p] at offset %o: key %k: %s\\n' -e",
           "$K -b $B -t TOPIC -C -f 'Topic %t[%p], offset: %o, key: %k, payload: %S bytes: %s\\n' -e",
           "$K -C -b $B -t TOPIC -f 'Headers: %h: Message value: %s\\n' -e",
           "$K -b $B -t TOPIC -C -J -e",
           "$K -b $B -t TOPIC -C -s key='i$' -s value='hB s' -c 1",
           "$K -b $B -C -t TOPIC -o s@1568276612443 -o e@1568276617901 -e",
           "$K -b $B -C -t TOPIC -o beginning -c 3 -K: -O",
           "$K -C -b $B -t TOPIC -c 3 -D ' | ' -u",
           "$K -L -b $B -t TOPIC",
           "$K -b $B -L -J -t TOPIC",
           "$K -b $B -Q -t TOPIC:0:2389238523",
           "$K -V | wc -l | sed 's/[1-9][0-9]*/some/'",
           "$K -h | grep -c '  -X list\\|-X NAME=VALUE | list' | sed 's/[1-9]/some/'",
           "$K -X list | grep -c '^fetch.wait.max.ms\\|fetch.max.wait.ms' | sed 's/[1-9]/some/'",
           "$K -C -b $B -t TOPIC -X dump | grep -c '^fetch.min.bytes\\( = \\|=\\)1$'",
       })
    both(consume);
  // A file of settings, by its flag and by the environment.
  const std::string file = "/tmp/" + new_name("kcat") + ".conf";
  both("printf 'bootstrap.servers=%s\\nauto.offset.reset=earliest\\n' $B > " + file + "; $K -F " + file +
       " -C -t TOPIC -e; KCAT_CONFIG=" + file + " $K -C -t TOPIC -e; rm " + file);
}

TEST_CASE("kcat: what it refuses klamm refuses") {
  if (!kcat_is_there()) return;
  for (const std::string& flags : std::vector<std::string>{"-C", "-P </dev/null", "-L", "-L -b 127.0.0.1:1 -m 1",
                                                           "-C -b $B -t t -X no.such.setting=1", "-C -b $B -t t -X novalue", "-9"}) {
    CHECK_MESSAGE(by_kcat("$K " + flags).code == 1, flags);
    CHECK_MESSAGE(by_klamm("$K " + flags).code == 1, flags);
  }
}
#endif
