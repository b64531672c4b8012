// Lets Java's assignors divide random groups, round after round as in a group's life: members come and go, subscriptions and topics change, claims to
// what was owned get old or contradict each other.
//
//   java GoldenAssignors OUTPUT_DIR
//
// writes OUTPUT_DIR/<assignor>.txt. A case is a block of lines, words separated by spaces; "-" stands for nothing:
//   case NUMBER
//   topic NAME RACKS…                    one word for each partition: the racks of its replicas, separated by ","
//   member ID INSTANCE RACK GENERATION TOPICS OWNED USER_DATA
//                                        TOPICS a,b; OWNED a:0+1,b:3; USER_DATA in hex
//   result ID PARTITIONS                 as OWNED, by topic and number
//
// Groups that Java gives no valid assignment (a partition given twice, not at all, or to somebody who doesn't subscribe to it) are left out.

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

public final class GoldenAssignors {
    private static final int CASES = 400;
    private static final String[] RACKS = {"a", "b", "c", "d"};

    private static final class Member {
        String id;
        String instance;
        String rack;
        List<String> topics = new ArrayList<>();
        List<TopicPartition> owned = new ArrayList<>();
        int generation = -1;
        byte[] userData;
    }

    private final Random random;
    private final Supplier<ConsumerPartitionAssignor> makeAssignor;
    private final boolean racks;
    private final boolean sameTopics;
    private final TreeMap<String, List<Set<String>>> topics = new TreeMap<>();
    private final List<Member> members = new ArrayList<>();
    private int generation = 1;
    private int number;
    private int instances;
    private int leftOut;

    private GoldenAssignors(long seed, Supplier<ConsumerPartitionAssignor> makeAssignor) {
        random = new Random(seed);
        this.makeAssignor = makeAssignor;
        racks = random.nextInt(2) == 0;
        sameTopics = random.nextInt(2) == 0;
        int size = random.nextInt(8) == 0 ? 4 : 1;
        for (int i = 1 + random.nextInt(4 * size); i > 0; i--)
            addTopic(1 + random.nextInt(8 * size));
        for (int i = 1 + random.nextInt(6 * size); i > 0; i--)
            addMember();
    }

    public static void main(String[] args) throws Exception {
        Path out = Path.of(args[0]);
        Files.createDirectories(out);
        write(out, RangeAssignor::new);
        write(out, RoundRobinAssignor::new);
        write(out, StickyAssignor::new);
        write(out, CooperativeStickyAssignor::new);
    }

    private static void write(Path out, Supplier<ConsumerPartitionAssignor> makeAssignor) throws Exception {
        String name = makeAssignor.get().name();
        int written = 0;
        int leftOut = 0;
        try (PrintStream to = new PrintStream(out.resolve(name + ".txt").toFile(), StandardCharsets.UTF_8)) {
            for (long seed = 1; written < CASES; seed++) {
                GoldenAssignors group = new GoldenAssignors(seed, makeAssignor);
                group.number = written;
                for (int round = 0; round < 5 && group.number < CASES; round++) {
                    group.rebalance(to);
                    group.change();
                }
                written = group.number;
                leftOut += group.leftOut;
            }
        }
        System.err.println(name + ": " + written + " cases; left out, as Java gives no valid assignment: " + leftOut);
    }

    private void addTopic(int partitions) {
        List<Set<String>> replicas = new ArrayList<>();
        topics.put("topic-" + Integer.toString(random.nextInt(100_000), 36), replicas);
        growTopic(replicas, partitions);
    }

    private void growTopic(List<Set<String>> replicas, int partitions) {
        boolean alike = random.nextInt(3) == 0;
        for (int i = 0; i < partitions; i++) {
            Set<String> in = new TreeSet<>();
            for (int n = alike ? 3 : random.nextInt(4); racks && n > 0; n--)
                in.add(RACKS[alike ? n : random.nextInt(RACKS.length)]);
            replicas.add(in);
        }
    }

    private void addMember() {
        Member member = new Member();
        member.id = (random.nextInt(8) == 0 ? "größe-\uD83D\uDE80-" : "consumer-") + Integer.toString(random.nextInt(1_000_000), 36);
        if (random.nextInt(4) == 0)
            member.instance = "instance-" + (instances++ * 7919 + random.nextInt(7919)); // each once in a group
        if (racks && random.nextInt(5) > 0)
            member.rack = RACKS[random.nextInt(RACKS.length)];
        subscribe(member);
        members.add(member);
    }

    private void subscribe(Member member) {
        member.topics.clear();
        for (String topic : topics.keySet())
            if (sameTopics || random.nextInt(3) > 0)
                member.topics.add(topic);
        if (!sameTopics && random.nextInt(5) == 0)
            member.topics.add("missing");
        if (member.topics.isEmpty())
            member.topics.add(topics.firstKey());
        Collections.shuffle(member.topics, random);
    }

    private void change() {
        generation++;
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            switch (random.nextInt(9)) {
                case 0, 1 -> addMember();
                case 2 -> {
                    if (members.size() > 1)
                        members.remove(random.nextInt(members.size()));
                }
                case 3 -> subscribe(anyMember());
                case 4 -> growTopic(anyTopic(), 1 + random.nextInt(3));
                case 5 -> {
                    if (topics.size() > 1) // subscriptions still name it
                        topics.remove(new ArrayList<>(topics.keySet()).get(random.nextInt(topics.size())));
                }
                case 6 -> { // missed some rebalances
                    Member member = anyMember();
                    member.generation = Math.max(-1, generation - 2 - random.nextInt(3));
                    sayWhatIsOwned(member);
                }
                case 7 -> { // claims what is another's
                    Member member = anyMember();
                    for (TopicPartition partition : anyMember().owned)
                        if (!member.owned.contains(partition) && random.nextInt(2) == 0)
                            member.owned.add(partition);
                    sayWhatIsOwned(member);
                }
                default -> { // an older client: no generation in the subscription
                    Member member = anyMember();
                    member.generation = -1;
                    if (member.userData != null && random.nextInt(2) == 0)
                        member.userData = random.nextInt(2) == 0 ? null : Arrays.copyOf(member.userData, Math.max(0, member.userData.length - random.nextInt(5)));
                }
            }
        }
        Collections.shuffle(members, random);
    }

    private Member anyMember() {
        return members.get(random.nextInt(members.size()));
    }

    private List<Set<String>> anyTopic() {
        return new ArrayList<>(topics.values()).get(random.nextInt(topics.size()));
    }

    @SuppressWarnings("removal") // ConsumerGroupMetadata is about to become an interface, without another way to make one
    private void sayWhatIsOwned(Member member) {
        ConsumerPartitionAssignor assignor = makeAssignor.get();
        assignor.onAssignment(new Assignment(member.owned), new ConsumerGroupMetadata("g", member.generation, member.id, Optional.empty()));
        ByteBuffer userData = assignor.subscriptionUserData(Set.copyOf(member.topics));
        member.userData = userData == null ? null : bytes(userData);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private Cluster cluster() {
        Map<String, Node> byRack = new HashMap<>();
        for (int i = 0; i < RACKS.length; i++)
            byRack.put(RACKS[i], new Node(i, "host", 1, RACKS[i]));
        Node without = new Node(99, "host", 1);
        List<PartitionInfo> partitions = new ArrayList<>();
        topics.forEach((topic, replicas) -> {
            for (int i = 0; i < replicas.size(); i++) {
                List<Node> nodes = replicas.get(i).stream().map(byRack::get).collect(Collectors.toCollection(ArrayList::new));
                nodes.add(without);
                Node[] array = nodes.toArray(Node[]::new);
                partitions.add(new PartitionInfo(topic, i, array[0], array, array));
            }
        });
        List<Node> all = new ArrayList<>(byRack.values());
        all.add(without);
        return new Cluster("cluster", all, partitions, Set.of(), Set.of());
    }

    private void rebalance(PrintStream out) {
        Map<String, Subscription> subscriptions = new HashMap<>();
        for (Member member : members) {
            ByteBuffer userData = member.userData == null ? null : ByteBuffer.wrap(member.userData);
            Subscription subscription = new Subscription(member.topics, userData, member.owned, member.generation, Optional.ofNullable(member.rack));
            subscription.setGroupInstanceId(Optional.ofNullable(member.instance));
            subscriptions.put(member.id, subscription);
        }
        ConsumerPartitionAssignor assignor = makeAssignor.get();
        Map<String, Assignment> result;
        try {
            result = assignor.assign(cluster(), new GroupSubscription(subscriptions)).groupAssignment();
        } catch (RuntimeException failure) {
            result = Map.of();
        }
        if (!valid(result, assignor instanceof CooperativeStickyAssignor)) {
            leftOut++;
            return;
        }
        print(out, result);
        for (Member member : members) {
            member.owned = new ArrayList<>(result.get(member.id).partitions());
            member.generation = generation;
            sayWhatIsOwned(member);
        }
    }

    private boolean valid(Map<String, Assignment> result, boolean mayHoldBack) {
        Map<TopicPartition, String> owners = new HashMap<>();
        for (Member member : members) {
            if (!result.containsKey(member.id))
                return false;
            for (TopicPartition partition : result.get(member.id).partitions())
                if (!member.topics.contains(partition.topic()) || owners.put(partition, member.id) != null)
                    return false;
        }
        int there = 0;
        for (Map.Entry<String, List<Set<String>>> topic : topics.entrySet())
            if (members.stream().anyMatch(member -> member.topics.contains(topic.getKey())))
                there += topic.getValue().size();
        return owners.size() == there || mayHoldBack;
    }

    private void print(PrintStream out, Map<String, Assignment> result) {
        out.print("case " + number++ + "\n");
        topics.forEach((topic, replicas) -> out.print("topic " + topic + " "
            + replicas.stream().map(in -> in.isEmpty() ? "-" : String.join(",", in)).collect(Collectors.joining(" ")) + "\n"));
        for (Member member : members)
            out.print(String.join(" ", "member", member.id, orNothing(member.instance), orNothing(member.rack), Integer.toString(member.generation),
                String.join(",", member.topics), partitions(member.owned),
                member.userData == null ? "-" : member.userData.length == 0 ? "empty" : HexFormat.of().formatHex(member.userData)) + "\n");
        for (Member member : members)
            out.print("result " + member.id + " " + partitions(result.get(member.id).partitions()) + "\n");
    }

    private static String orNothing(String text) {
        return text == null ? "-" : text;
    }

    private static String partitions(List<TopicPartition> partitions) {
        TreeMap<String, TreeSet<Integer>> byTopic = new TreeMap<>();
        for (TopicPartition partition : partitions)
            byTopic.computeIfAbsent(partition.topic(), topic -> new TreeSet<>()).add(partition.partition());
        String text = byTopic.entrySet().stream()
            .map(e -> e.getKey() + ":" + e.getValue().stream().map(Object::toString).collect(Collectors.joining("+")))
            .collect(Collectors.joining(","));
        return text.isEmpty() ? "-" : text;
    }
}
