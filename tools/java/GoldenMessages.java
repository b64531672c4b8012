// Serialises every message of the schema table, in every version, with Java's own generated classes.
//
//   java GoldenMessages SCHEMA_TSV OUTPUT_DIR
//
// writes OUTPUT_DIR/golden/<Message>.txt, one case per line: VERSION KIND HEX (the body without a header; HEX is
// empty where the body is). Kinds:
//   filled   every field of the version has a value that is not its default: arrays have two elements, nothing is null
//   nulls    as filled, but whatever can be null is null, and arrays are empty
//   sparse   as filled, but every plain field that can be null is null and arrays of plain values are empty; structs and
//            arrays of structs stay filled, except that those in the first element of an array are null if they can be
//            (left out where it would equal filled or nulls)
//   default  what Java's constructor makes
// Some filled cases are also written as OUTPUT_DIR/golden-json/<Message>-v<version>.json by Java's own JsonConverter, so
// that values can be compared (of records it gives the size: recordsSizeInBytes).
//
// Each case is read back by Java and must give an equal object and the same bytes again.

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

public final class GoldenMessages {
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.ALLOW_COMMENTS);
    private static final String PACKAGE = "org.apache.kafka.common.message.";
    /** Their filled cases are written as JSON too, in the lowest and the highest version. */
    private static final Set<String> AS_JSON = Set.of("Produce", "Fetch", "ListOffsets", "Metadata", "OffsetCommit",
        "OffsetFetch", "FindCoordinator", "JoinGroup", "SyncGroup", "ApiVersions", "CreateTopics", "InitProducerId",
        "DescribeConfigs", "ConsumerGroupHeartbeat");

    private enum Kind { FILLED, NULLS, SPARSE, DEFAULT }

    public static void main(String[] args) throws Exception {
        Path out = Path.of(args[1]);
        Files.createDirectories(out.resolve("golden"));
        Files.createDirectories(out.resolve("golden-json"));
        int messages = 0;
        int versions = 0;
        int cases = 0;
        for (String row : Files.readAllLines(Path.of(args[0]))) {
            String[] cells = row.split("\t");
            if (!cells[2].equals("message"))
                continue;
            GoldenMessages message = new GoldenMessages(cells[0]);
            List<String> lines = message.cases(cells[3], out);
            Files.writeString(out.resolve("golden").resolve(cells[0] + ".txt"), String.join("\n", lines) + "\n");
            ++messages;
            versions += message.versions;
            cases += lines.size();
        }
        System.out.printf("%d messages, %d versions, %d byte strings%n", messages, versions, cases);
    }

    private final String name;
    private final JsonNode schema;
    private final Map<String, JsonNode> commons = new HashMap<>();
    private final Class<? extends Message> type;
    private final Class<?> converter;
    private int versions = 0;
    private int count = 0;  // fields filled so far: makes each value another one

    private GoldenMessages(String name) throws Exception {
        this.name = name;
        try (InputStream file = Message.class.getResourceAsStream("/common/message/" + name + ".json")) {
            schema = JSON.readTree(file);
        }
        schema.path("commonStructs").forEach(common -> commons.put(common.get("name").asText(), common));
        String data = PACKAGE + name + (schema.get("type").asText().equals("data") ? "" : "Data");
        type = Class.forName(data).asSubclass(Message.class);
        converter = Class.forName(data + "JsonConverter");
    }

    private List<String> cases(String range, Path out) throws Exception {
        String[] ends = range.split("-");
        short first = Short.parseShort(ends[0]);
        short last = Short.parseShort(ends[1]);
        Message empty = type.getDeclaredConstructor().newInstance();
        check(empty.lowestSupportedVersion() == first && empty.highestSupportedVersion() == last, "versions");
        List<String> lines = new ArrayList<>();
        for (short version = first; version <= last; ++version) {
            ++versions;
            Set<String> seen = new HashSet<>();
            for (Kind kind : Kind.values()) {
                count = 0;
                Message message = kind == Kind.DEFAULT ? type.getDeclaredConstructor().newInstance()
                                                       : parse(struct(schema, version, kind, false), version);
                String hex = HexFormat.of().formatHex(roundTrip(message, version));
                if (!seen.add(hex) && kind == Kind.SPARSE)
                    continue;
                lines.add(version + " " + kind.name().toLowerCase() + " " + hex);
                if (kind == Kind.FILLED && (version == first || version == last) && wantsJson())
                    writeJson(message, version, out);
            }
        }
        return lines;
    }

    private boolean wantsJson() {
        return AS_JSON.contains(name.replaceAll("(Request|Response)$", "")) || name.equals("RequestHeader");
    }

    private Message parse(JsonNode node, short version) throws Exception {
        return type.cast(converter.getMethod("read", JsonNode.class, short.class).invoke(null, node, version));
    }

    private void writeJson(Message message, short version, Path out) throws Exception {
        Object node = converter.getMethod("write", type, short.class, boolean.class)
                          .invoke(null, message, version, false);
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"));
        Files.writeString(out.resolve("golden-json").resolve(name + "-v" + version + ".json"),
            JSON.writer(printer).writeValueAsString(node) + "\n");
    }

    private byte[] roundTrip(Message message, short version) throws Exception {
        byte[] bytes = write(message, version);
        ByteBufferAccessor in = new ByteBufferAccessor(ByteBuffer.wrap(bytes));
        Message back = type.getDeclaredConstructor().newInstance();
        back.read(in, version);
        check(in.remaining() == 0, "bytes left");
        check(back.equals(message), "other value read back: " + back + " instead of " + message);
        check(Arrays.equals(write(back, version), bytes), "other bytes written again");
        return bytes;
    }

    private static byte[] write(Message message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer buffer = ByteBuffer.allocate(message.size(cache, version));
        message.write(new ByteBufferAccessor(buffer), cache, version);
        check(!buffer.hasRemaining(), "size");
        return buffer.array();
    }

    // ---- values ----

    private ObjectNode struct(JsonNode definition, short version, Kind kind, boolean first) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (JsonNode field : definition.get("fields")) {
            if (in(version, field.path("versions").asText())) {
                String fieldName = field.get("name").asText();
                node.set(Character.toLowerCase(fieldName.charAt(0)) + fieldName.substring(1),
                    value(field, version, kind, first));
            }
        }
        return node;
    }

    private JsonNode value(JsonNode field, short version, Kind kind, boolean first) {
        String typeName = field.get("type").asText();
        boolean array = typeName.startsWith("[]");
        String element = array ? typeName.substring(2) : typeName;
        boolean nullable = in(version, field.path("nullableVersions").asText("none"));
        boolean ofStructs = Character.isUpperCase(element.charAt(0));
        boolean bare = kind == Kind.NULLS || kind == Kind.SPARSE && !ofStructs;
        if (nullable && (bare || kind == Kind.SPARSE && first))
            return NullNode.instance;
        if (!array)
            return single(field, element, version, kind, first);
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < (bare ? 0 : 2); ++i)
            elements.add(single(field, element, version, kind, i == 0));
        return elements;
    }

    private JsonNode single(JsonNode field, String element, short version, Kind kind, boolean first) {
        if (Character.isUpperCase(element.charAt(0)))
            return struct(field.has("fields") ? field : commons.get(element), version, kind, first);
        String without = field.path("type").asText().equals(element) ? field.path("default").asText("") : "";
        int n = count++;
        switch (element) {
            case "bool":
                return BooleanNode.valueOf(!without.equals("true"));
            case "int8":
                return integer(n, Byte.MIN_VALUE, Byte.MAX_VALUE, without);
            case "int16":
                return integer(n, Short.MIN_VALUE, Short.MAX_VALUE, without);
            case "uint16":
                return integer(n, 0, 65535, without);
            case "int32":
                return integer(n, Integer.MIN_VALUE, Integer.MAX_VALUE, without);
            case "int64":
                return integer(n, Long.MIN_VALUE, Long.MAX_VALUE, without);
            case "float64":
                return DoubleNode.valueOf((n % 2 == 0 ? 1 : -1e-9) * (n + 0.125));
            case "string":
                return TextNode.valueOf(text(field.get("name").asText(), n));
            case "uuid":
                return TextNode.valueOf(new Uuid(0x0123456789abcdefL + n, 0xfedcba9876543210L - n).toString());
            case "bytes":
                return BinaryNode.valueOf(pattern(n));
            case "records":
                return BinaryNode.valueOf(records(n));
            default:
                throw new IllegalArgumentException(element);
        }
    }

    /** In turn at the upper end, small negative (or small), at the lower end, anywhere; never the default. */
    private static JsonNode integer(int n, long min, long max, String without) {
        long value = switch (n % 4) {
            case 0 -> max - n / 4;
            case 1 -> min < 0 ? -2 - n : 2 + n;
            case 2 -> min == 0 ? n : min + n / 4;
            default -> (0x1234567890abcdefL >> 1) * n >>> 7 & max;
        };
        long other = without.isEmpty() ? 0 : Long.decode(without);
        if (value == other)
            value = other == max ? max - 1 : other + 1;
        return min >= Integer.MIN_VALUE && max <= Integer.MAX_VALUE ? IntNode.valueOf((int) value)
                                                                    : LongNode.valueOf(value);
    }

    /** Now and then with characters of 2, 3 and 4 bytes, and now and then too long for a one-byte length. */
    private static String text(String fieldName, int n) {
        String text = fieldName + "-" + n;
        if (n % 3 == 0)
            text += "-\u00e9\u6f22\ud83d\ude00";
        return n % 8 == 5 ? text + "x".repeat(130) : text;
    }

    private static byte[] pattern(int n) {
        byte[] bytes = new byte[n % 8 == 5 ? 140 : 5 + n % 7];
        for (int i = 0; i < bytes.length; ++i)
            bytes[i] = (byte) (n * 31 + i * 67 + 128);
        return bytes;
    }

    private static byte[] records(int n) {
        MemoryRecords records = MemoryRecords.withRecords(n, Compression.NONE,
            new SimpleRecord(1_700_000_000_000L + n, ("key-" + n).getBytes(StandardCharsets.UTF_8), pattern(5)));
        byte[] bytes = new byte[records.sizeInBytes()];
        records.buffer().get(bytes);
        return bytes;
    }

    private static boolean in(short version, String range) {
        if (range.equals("none"))
            return false;
        if (range.endsWith("+"))
            return version >= Short.parseShort(range.substring(0, range.length() - 1));
        String[] ends = range.split("-");
        return version >= Short.parseShort(ends[0]) && version <= Short.parseShort(ends[ends.length - 1]);
    }

    private static void check(boolean good, String what) {
        if (!good)
            throw new AssertionError(what);
    }
}
