// Writes record batches with the Java client's own classes, and what Java reads from them.
//
//   java GoldenRecords OUTPUT_DIR
//
// writes for each case <case>.bin, the bytes as a Fetch response or a log holds them, and <case>.txt, a line for each
// batch, record and header in order:
//   batch baseOffset= lastOffset= magic= codec= timestampType= maxTimestamp= isControl= isTransactional= producerId=
//         producerEpoch= baseSequence= lastSequence= partitionLeaderEpoch= deleteHorizonMs= count= sizeInBytes=
//   record offset= timestamp= sequence= key= value=
//   header name= value=
//   end validBytes= trailingBytes=
// (the batch on one line). Bytes are lower-case hex, "null" where absent, nothing where empty. Record values are those a
// consumer sees: a LogAppendTime batch gives each record its maxTimestamp. Message sets of magic 0 and 1 have no producer
// and no sequence (-1), and each uncompressed message is a batch. trailingBytes belong to a batch that was cut off.
//
// murmur2.txt: KEY HASH PARTITION_OF_7 PARTITION_OF_12, key in hex ("-" if empty), hash as signed decimal.
// crc32c.txt:  BYTES CRC ("-" if empty) and "pattern LENGTH CRC", where byte i is (i * 7 + 3) & 0xff; CRC in 8 hex digits.

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.message.LeaderChangeMessage;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.DefaultRecord;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecords.RecordFilter;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.Utils;
import org.xerial.snappy.Snappy;

public final class GoldenRecords {
    private static final long NOW = 1_700_000_000_000L;
    private static final Header[] NO_HEADERS = {};
    private static final SimpleRecord[] SOME = {record(NOW, "a", "1"), record(NOW + 1, "b", "2"),
        record(NOW + 2, "c", "3")};

    public static void main(String[] args) throws IOException {
        GoldenRecords golden = new GoldenRecords(Path.of(args[0]));
        golden.everyCodec();
        golden.timestamps();
        golden.producers();
        golden.compacted();
        golden.sequences();
        golden.legacy();
        golden.hashes();
        System.out.printf("%d record cases, %d batches, %d records%n", golden.cases, golden.batches, golden.records);
    }

    private final Path out;
    private int cases = 0;
    private int batches = 0;
    private int records = 0;

    private GoldenRecords(Path out) {
        this.out = out;
    }

    // ---- cases ----

    private void everyCodec() throws IOException {
        for (CompressionType codec : CompressionType.values()) {
            write("v2-" + codec.name, batch(2).codec(codec).base(1000).build(varied()));
            write("v2-big-" + codec.name, batch(2).codec(codec).base(5).build(thousand()));
            write("v2-log-append-time-" + codec.name, batch(2).codec(codec).base(7).appendTime(NOW + 5000).build(varied()));
        }
        write("v2-snappy-raw", rawSnappy());
        write("v2-long-fields", batch(2).base(1L << 62).leaderEpoch(Integer.MAX_VALUE).build(
            new SimpleRecord(NOW, filler(200, 1), filler(20_000, 2), headers("\u00e9\u6f22\ud83d\ude00", filler(300, 3))),
            new SimpleRecord(NOW + (1L << 40), filler(64, 4), filler(63, 5)),
            new SimpleRecord(NOW, new byte[8192], new byte[127])));
    }

    private void timestamps() throws IOException {
        write("v2-negative-timestamp-deltas", batch(2).build(
            record(NOW, "first", "0"), record(NOW - 1, "minus", "1"), record(NOW - 3_000_000_000L, "minus", "3e9"),
            record(0, "epoch", ""), record(NOW + 3_000_000_000L, "plus", "3e9"), record(NOW - 64, "minus", "64")));
        write("v2-no-timestamp", batch(2).build(record(-1, "a", "1"), record(-1, "b", "2")));
        long[] deltas = {0, 1, -1, 64, -65, 8_000_000_000_000_000_000L, -5_000_000_000_000_000_000L};
        byte[] timeline = byHand(CompressionType.NONE, 0, deltas[5], deltas.length, recordBytes(deltas));
        write("v2-negative-timestamps", timeline);
        write("v2-negative-base-timestamp", withBaseTimestamp(timeline, -4_000_000_000_000_000_000L));
    }

    private void producers() throws IOException {
        write("v2-idempotent", batch(2).base(40).producer(123_456_789_012L, 7, 100).build(SOME));
        write("v2-sequence-wrap", batch(2).producer(9, 0, Integer.MAX_VALUE - 1)
            .build(record(NOW, "a", "1"), record(NOW, "b", "2"), record(NOW, "c", "3"), record(NOW, "d", "4")));
        write("v2-sequence-wrap-compressed", batch(2).codec(CompressionType.LZ4).producer(9, 0, Integer.MAX_VALUE)
            .build(SOME));
        write("v2-transaction-commit", batch(2).base(10).leaderEpoch(3).producer(77, 2, 0).transactional().build(SOME),
            marker(13, 77, 2, ControlRecordType.COMMIT));
        write("v2-transaction-abort", batch(2).base(10).leaderEpoch(3).producer(77, 2, 0).transactional().build(SOME),
            marker(13, 77, 2, ControlRecordType.ABORT));
        // Offsets 0-2 of producer 1 are aborted, 3-5 of producer 2 committed, 8-10 of producer 1 committed; 6, 7 and 11
        // are markers; 12-14 belong to nobody.
        write("v2-transactions-interleaved",
            batch(2).base(0).producer(1, 0, 0).transactional().build(SOME),
            batch(2).base(3).codec(CompressionType.ZSTD).producer(2, 5, 0).transactional().build(SOME),
            marker(6, 1, 0, ControlRecordType.ABORT),
            marker(7, 2, 5, ControlRecordType.COMMIT),
            batch(2).base(8).producer(1, 1, 0).transactional().build(SOME),
            marker(11, 1, 1, ControlRecordType.COMMIT),
            batch(2).base(12).build(SOME));
        write("v2-leader-change", bytes(MemoryRecords.withLeaderChangeMessage(20, NOW, 4, ByteBuffer.allocate(256),
            new LeaderChangeMessage().setLeaderId(1))), batch(2).base(21).build(SOME));
    }

    private void compacted() throws IOException {
        for (CompressionType codec : List.of(CompressionType.NONE, CompressionType.GZIP, CompressionType.LZ4)) {
            byte[] full = batch(2).codec(codec).base(100).producer(5, 1, 50).build(thirty());
            // The first, the last and some in between are gone; base and last offset stay.
            write("v2-compacted-" + codec.name, filter(full, r -> r.offset() > 104 && r.offset() % 7 != 3 && r.offset() < 125));
            write("v2-compacted-one-left-" + codec.name, filter(full, r -> r.offset() == 117));
        }
        ByteBuffer empty = ByteBuffer.allocate(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
        DefaultRecordBatch.writeEmptyHeader(empty, (byte) 2, 5, (short) 1, 50, 100, 129, 6, TimestampType.CREATE_TIME, NOW,
            true, false);
        ByteBuffer emptyControl = ByteBuffer.allocate(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
        DefaultRecordBatch.writeEmptyHeader(emptyControl, (byte) 2, 5, (short) 1, -1, 130, 130, 6, TimestampType.CREATE_TIME,
            NOW, true, true);
        write("v2-compacted-empty", empty.array(), emptyControl.array(), batch(2).base(200).build(SOME));
        write("v2-compacted-empty-only", empty.array());
        write("v2-delete-horizon", batch(2).base(8).deleteHorizon(NOW + 86_400_000)
            .build(record(NOW, "tombstone", null), record(NOW + 1, "kept", "x"), record(NOW - 1, "tombstone2", null)));
        write("v2-delete-horizon-gzip", batch(2).base(8).codec(CompressionType.GZIP).deleteHorizon(NOW + 86_400_000)
            .build(record(NOW, "tombstone", null), record(NOW + 1, "kept", "x")));
    }

    private void sequences() throws IOException {
        byte[] three = join(batch(2).base(0).build(SOME), batch(2).base(3).codec(CompressionType.GZIP).build(varied()),
            batch(2).base(50).codec(CompressionType.SNAPPY).leaderEpoch(9).build(SOME),
            batch(2).base(60).codec(CompressionType.LZ4).build(SOME),
            batch(2).base(70).codec(CompressionType.ZSTD).appendTime(NOW).build(SOME));
        write("v2-many-batches", three);
        byte[] last = batch(2).base(80).build(varied());
        write("v2-truncated-in-records", three, Arrays.copyOf(last, last.length - 5));
        write("v2-truncated-after-header", three, Arrays.copyOf(last, DefaultRecordBatch.RECORD_BATCH_OVERHEAD));
        write("v2-truncated-in-header", three, Arrays.copyOf(last, 17));
        write("v2-truncated-in-length", three, Arrays.copyOf(last, 11));
        write("v2-truncated-only", Arrays.copyOf(last, last.length - 1));
        write("nothing", new byte[0]);
    }

    private void legacy() throws IOException {
        for (int magic = 0; magic < 2; ++magic) {
            String v = "v" + magic + "-";
            for (CompressionType codec : CompressionType.values()) {
                if (codec == CompressionType.ZSTD)
                    continue;  // Java refuses it before magic 2
                byte[] set = batch(magic).codec(codec).base(30).build(withoutHeaders(varied()));
                write(v + codec.name, set);
                write(v + "truncated-" + codec.name, set, Arrays.copyOf(set, set.length - 3));
                write(v + "compacted-" + codec.name,
                    batch(magic).codec(codec).base(30).gaps().build(withoutHeaders(varied())));
                if (codec != CompressionType.NONE)
                    write(v + "big-" + codec.name, batch(magic).codec(codec).base(5).build(Arrays.copyOf(thousand(), 300)));
                if (magic == 1)
                    write(v + "log-append-time-" + codec.name,
                        batch(1).codec(codec).base(30).appendTime(NOW + 5000).build(withoutHeaders(varied())));
            }
        }
        write("mixed-magics", batch(0).base(0).build(SOME), batch(0).codec(CompressionType.GZIP).base(3).build(SOME),
            batch(1).codec(CompressionType.LZ4).base(6).build(SOME), batch(1).base(9).build(SOME),
            batch(2).base(12).build(SOME));
    }

    private void hashes() throws IOException {
        StringBuilder murmur = new StringBuilder();
        StringBuilder crc = new StringBuilder();
        for (int length = 0; length <= 40; ++length) {
            for (int seed = 0; seed < (length == 0 ? 1 : 5); ++seed) {
                byte[] key = seed == 0 ? "k".repeat(length).getBytes(StandardCharsets.US_ASCII) : filler(length, seed);
                if (seed == 1)
                    Arrays.fill(key, (byte) 0xff);
                int hash = Utils.murmur2(key);
                int positive = Utils.toPositive(hash);
                murmur.append(hexOrDash(key)).append(' ').append(hash).append(' ').append(positive % 7).append(' ')
                    .append(positive % 12).append('\n');
            }
        }
        for (int length = 0; length <= 300; length += length < 40 ? 1 : 13)
            crc.append(hexOrDash(filler(length, length))).append(' ').append(crc(filler(length, length))).append('\n');
        for (int length = 0; length <= 300; ++length)
            crc.append(patternLine(length));
        for (int length : new int[] {1023, 1024, 1025, 5000, 65536, 1_000_003})
            crc.append(patternLine(length));
        Files.writeString(out.resolve("murmur2.txt"), murmur);
        Files.writeString(out.resolve("crc32c.txt"), crc);
    }

    private static String patternLine(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; ++i)
            bytes[i] = (byte) (i * 7 + 3);
        return "pattern " + length + " " + crc(bytes) + "\n";
    }

    // ---- records ----

    private static SimpleRecord record(long timestamp, String key, String value) {
        return new SimpleRecord(timestamp, utf8(key), utf8(value));
    }

    /** Every combination of null, empty and filled, with and without headers. */
    private static SimpleRecord[] varied() {
        return new SimpleRecord[] {
            record(NOW, "key", "value"),
            record(NOW + 10, null, "null key"),
            record(NOW + 20, "null value", null),
            record(NOW + 5, null, null),
            record(NOW + 40, "", ""),
            record(NOW + 50, "", null),
            record(NOW + 50, null, ""),
            new SimpleRecord(NOW + 60, utf8("headers"), utf8("repeated, null, empty, binary"), new Header[] {
                new RecordHeader("same", utf8("1")), new RecordHeader("same", utf8("2")), new RecordHeader("null", null),
                new RecordHeader("empty", new byte[0]), new RecordHeader("", utf8("empty name")),
                new RecordHeader("\u00e9\u6f22\ud83d\ude00", filler(16, 9)), new RecordHeader("same", utf8("1"))}),
            new SimpleRecord(NOW + 70, utf8(null), null, headers("only", utf8("header"))),
            new SimpleRecord(NOW + 1000, filler(20, 7), filler(200, 8)),
        };
    }

    private static SimpleRecord[] withoutHeaders(SimpleRecord[] some) {
        return Arrays.stream(some).map(r -> new SimpleRecord(r.timestamp(), r.key(), r.value()))
            .toArray(SimpleRecord[]::new);
    }

    private static SimpleRecord[] thirty() {
        SimpleRecord[] some = new SimpleRecord[30];
        for (int i = 0; i < some.length; ++i)
            some[i] = record(NOW + i, "key-" + i % 4, "value-" + i);
        return some;
    }

    /** More than 64 KiB, so that the codecs that work in blocks need several; half of it hard to compress. */
    private static SimpleRecord[] thousand() {
        SimpleRecord[] some = new SimpleRecord[1000];
        for (int i = 0; i < some.length; ++i) {
            byte[] value = filler(48, i);
            Arrays.fill(value, 24, 48, (byte) ('a' + i % 3));
            some[i] = new SimpleRecord(NOW + i * 3L, utf8("key-%05d".formatted(i)), value);
        }
        return some;
    }

    private static Header[] headers(String name, byte[] value) {
        return new Header[] {new RecordHeader(name, value)};
    }

    private static byte[] utf8(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes of the whole range that compress badly. */
    private static byte[] filler(int length, int seed) {
        byte[] bytes = new byte[length];
        int state = seed * 0x9e3779b9 + 0x7f4a7c15;
        for (int i = 0; i < length; ++i) {
            state = state * 1664525 + 1013904223;
            bytes[i] = (byte) (state >>> 24);
        }
        return bytes;
    }

    // ---- batches ----

    private static Batch batch(int magic) {
        return new Batch((byte) magic);
    }

    /** What MemoryRecordsBuilder wants to know, with defaults. */
    private static final class Batch {
        private final byte magic;
        private CompressionType codec = CompressionType.NONE;
        private TimestampType timestampType = TimestampType.CREATE_TIME;
        private long baseOffset = 0;
        private long appendTime = RecordBatch.NO_TIMESTAMP;
        private long producerId = RecordBatch.NO_PRODUCER_ID;
        private short producerEpoch = RecordBatch.NO_PRODUCER_EPOCH;
        private int baseSequence = RecordBatch.NO_SEQUENCE;
        private boolean transactional = false;
        private int leaderEpoch = RecordBatch.NO_PARTITION_LEADER_EPOCH;
        private long deleteHorizon = RecordBatch.NO_TIMESTAMP;
        private boolean gaps = false;

        private Batch(byte magic) {
            this.magic = magic;
        }

        private Batch codec(CompressionType type) {
            codec = type;
            return this;
        }

        private Batch base(long offset) {
            baseOffset = offset;
            return this;
        }

        private Batch appendTime(long time) {
            timestampType = TimestampType.LOG_APPEND_TIME;
            appendTime = time;
            return this;
        }

        private Batch producer(long id, int epoch, int sequence) {
            producerId = id;
            producerEpoch = (short) epoch;
            baseSequence = sequence;
            return this;
        }

        private Batch transactional() {
            transactional = true;
            return this;
        }

        private Batch leaderEpoch(int epoch) {
            leaderEpoch = epoch;
            return this;
        }

        private Batch deleteHorizon(long time) {
            deleteHorizon = time;
            return this;
        }

        /** Only every third record remains (Java's own compaction would turn magic 0 and 1 into 2). */
        private Batch gaps() {
            gaps = true;
            return this;
        }

        private byte[] build(SimpleRecord... some) {
            MemoryRecordsBuilder builder = new MemoryRecordsBuilder(new ByteBufferOutputStream(1 << 20), magic,
                Compression.of(codec).build(), timestampType, baseOffset, appendTime, producerId, producerEpoch, baseSequence,
                transactional, false, leaderEpoch, 1 << 20, deleteHorizon);
            for (int i = 0; i < some.length; ++i) {
                if (!gaps || i % 3 == 1)
                    builder.appendWithOffset(baseOffset + i, some[i]);
            }
            return bytes(builder.build());
        }
    }

    private static byte[] marker(long offset, long producerId, int epoch, ControlRecordType type) {
        return bytes(MemoryRecords.withEndTransactionMarker(offset, NOW + offset, 3, producerId, (short) epoch,
            new EndTransactionMarker(type, 11)));
    }

    /** As the log cleaner does it. */
    private static byte[] filter(byte[] full, Predicate<Record> keep) {
        ByteBuffer buffer = ByteBuffer.allocate(full.length + 4096);
        MemoryRecords.readableRecords(ByteBuffer.wrap(full)).filterTo(new RecordFilter(NOW, 1000) {
            @Override
            protected BatchRetentionResult checkBatchRetention(RecordBatch batch) {
                return new BatchRetentionResult(BatchRetention.DELETE_EMPTY, false);
            }

            @Override
            protected boolean shouldRetainRecord(RecordBatch batch, Record record) {
                return keep.test(record);
            }
        }, buffer, BufferSupplier.NO_CACHING);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static byte[] recordBytes(long[] timestampDeltas) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream stream = new DataOutputStream(bytes);
        for (int i = 0; i < timestampDeltas.length; ++i)
            DefaultRecord.writeTo(stream, i, timestampDeltas[i], ByteBuffer.wrap(utf8("key-" + i)),
                ByteBuffer.wrap(utf8("delta " + timestampDeltas[i])), NO_HEADERS);
        return bytes.toByteArray();
    }

    /** Snappy without xerial's frame, as some other clients write it. */
    private static byte[] rawSnappy() throws IOException {
        long[] deltas = new long[200];
        for (int i = 0; i < deltas.length; ++i)
            deltas[i] = i;
        return byHand(CompressionType.SNAPPY, NOW, NOW + deltas.length - 1, deltas.length,
            Snappy.compress(recordBytes(deltas)));
    }

    /** For what MemoryRecordsBuilder refuses to build. */
    private static byte[] byHand(CompressionType codec, long baseTimestamp, long maxTimestamp, int count, byte[] body) {
        ByteBuffer buffer = ByteBuffer.allocate(DefaultRecordBatch.RECORD_BATCH_OVERHEAD + body.length);
        buffer.position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
        buffer.put(body);
        buffer.rewind();
        DefaultRecordBatch.writeHeader(buffer, 0, count - 1, buffer.capacity(), (byte) 2, codec, TimestampType.CREATE_TIME,
            baseTimestamp, maxTimestamp, -1, (short) -1, -1, false, false, false, 0, count);
        return buffer.array();
    }

    /** Java writes no negative base timestamp, but reads one. */
    private static byte[] withBaseTimestamp(byte[] batch, long baseTimestamp) {
        int attributes = DefaultRecordBatch.CRC_OFFSET + 4;
        ByteBuffer buffer = ByteBuffer.wrap(batch.clone());
        int maxTimestamp = attributes + 2 + 4 + 8;
        buffer.putLong(maxTimestamp - 8, baseTimestamp);
        buffer.putLong(maxTimestamp, buffer.getLong(maxTimestamp) + baseTimestamp);
        CRC32C crc = new CRC32C();
        crc.update(buffer.array(), attributes, batch.length - attributes);
        buffer.putInt(DefaultRecordBatch.CRC_OFFSET, (int) crc.getValue());
        return buffer.array();
    }

    private static byte[] bytes(MemoryRecords built) {
        byte[] bytes = new byte[built.sizeInBytes()];
        built.buffer().get(bytes);
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts)
            joined.writeBytes(part);
        return joined.toByteArray();
    }

    // ---- output ----

    private void write(String name, byte[]... parts) throws IOException {
        byte[] bytes = join(parts);
        MemoryRecords read = MemoryRecords.readableRecords(ByteBuffer.wrap(bytes));
        StringBuilder text = new StringBuilder();
        for (RecordBatch batch : read.batches()) {
            batch.ensureValid();
            List<Record> content = new ArrayList<>();
            batch.iterator().forEachRemaining(content::add);
            ++batches;
            records += content.size();
            if (batch.countOrNull() != null && batch.countOrNull() != content.size())
                throw new AssertionError(name + ": count");
            line(text, "batch", "baseOffset", batch.baseOffset(), "lastOffset", batch.lastOffset(), "magic", batch.magic(),
                "codec", batch.compressionType().name, "timestampType", batch.timestampType().name, "maxTimestamp",
                batch.maxTimestamp(), "isControl", batch.isControlBatch(), "isTransactional", batch.isTransactional(),
                "producerId", batch.producerId(), "producerEpoch", batch.producerEpoch(), "baseSequence",
                batch.baseSequence(), "lastSequence", batch.lastSequence(), "partitionLeaderEpoch",
                batch.partitionLeaderEpoch(), "deleteHorizonMs",
                batch.deleteHorizonMs().isPresent() ? batch.deleteHorizonMs().getAsLong() : "null", "count", content.size(),
                "sizeInBytes", batch.sizeInBytes());
            for (Record record : content) {
                record.ensureValid();
                line(text, "record", "offset", record.offset(), "timestamp", record.timestamp(), "sequence",
                    record.sequence(), "key", hex(record.key()), "value", hex(record.value()));
                for (Header header : record.headers())
                    line(text, "header", "name", hex(ByteBuffer.wrap(utf8(header.key()))), "value",
                        hex(header.value() == null ? null : ByteBuffer.wrap(header.value())));
            }
        }
        line(text, "end", "validBytes", read.validBytes(), "trailingBytes", bytes.length - read.validBytes());
        Files.write(out.resolve(name + ".bin"), bytes);
        Files.writeString(out.resolve(name + ".txt"), text);
        ++cases;
    }

    private static void line(StringBuilder text, String kind, Object... namesAndValues) {
        text.append(kind);
        for (int i = 0; i < namesAndValues.length; i += 2)
            text.append(' ').append(namesAndValues[i]).append('=').append(namesAndValues[i + 1]);
        text.append('\n');
    }

    private static String hex(ByteBuffer buffer) {
        if (buffer == null)
            return "null";
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String hexOrDash(byte[] bytes) {
        return bytes.length == 0 ? "-" : HexFormat.of().formatHex(bytes);
    }

    private static String crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return "%08x".formatted(crc.getValue());
    }
}
