// Java's producer and consumer in one process at a steady rate: how long each record takes from send() until poll() has given it.
// usage: EndToEnd.java BOOTSTRAP TOPIC VALUE_BYTES RATE WARM_UP RECORDS       Prints one line, latencies in microseconds.
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

public class EndToEnd {
  static long[] latencies;
  static final AtomicInteger arrived = new AtomicInteger();

  static long processorTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }

  static void waitFor(int count) throws Exception {
    for (long deadline = System.nanoTime() + 60_000_000_000L; arrived.get() < count; Thread.sleep(1))
      if (System.nanoTime() > deadline) throw new Exception("records did not arrive within a minute");
  }

  public static void main(String[] args) throws Exception {
    String topic = args[1];
    int rate = Integer.parseInt(args[3]), warmUp = Integer.parseInt(args[4]), records = Integer.parseInt(args[5]);
    latencies = new long[1 + warmUp + records];
    Thread reader = new Thread(() -> {
      try (KafkaConsumer<byte[], byte[]> consumer =
               new KafkaConsumer<>(Map.of("bootstrap.servers", args[0]), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seek(partition, 0);
        while (arrived.get() < latencies.length)
          for (var record : consumer.poll(Duration.ofMillis(100))) {
            latencies[arrived.get()] = System.nanoTime() - ByteBuffer.wrap(record.value()).getLong();
            arrived.incrementAndGet();
          }
      }
    });
    reader.setDaemon(true);
    reader.start();
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
             Map.of("bootstrap.servers", args[0], "linger.ms", "0"), new ByteArraySerializer(), new ByteArraySerializer())) {
      int size = Integer.parseInt(args[2]);
      Runnable send = () -> {
        byte[] value = new byte[size];
        ByteBuffer.wrap(value).putLong(System.nanoTime());
        producer.send(new ProducerRecord<>(topic, value));
      };
      send.run();
      waitFor(1);
      long before = 0, began = 0;
      for (int phase = 0; phase < 2; ++phase) {
        int count = phase == 0 ? warmUp : records;
        before = processorTime();
        began = System.nanoTime();
        for (int i = 0; i < count; ++i) {
          long at = began + i * 1_000_000_000L / rate;
          for (long now = System.nanoTime(); now < at; now = System.nanoTime()) LockSupport.parkNanos(at - now);
          send.run();
        }
        waitFor(phase == 0 ? 1 + warmUp : latencies.length);
      }
      double seconds = (System.nanoTime() - began) / 1e9, processor = (double) (processorTime() - before) / records;
      long[] measured = Arrays.copyOfRange(latencies, 1 + warmUp, latencies.length);
      Arrays.sort(measured);
      System.out.printf(java.util.Locale.ROOT, "records %d seconds %.3f cpu_ns %.0f p50 %.1f p99 %.1f p999 %.1f%n", records, seconds, processor,
          measured[records / 2] / 1e3, measured[(int) (records * 0.99)] / 1e3, measured[(int) (records * 0.999)] / 1e3);
    }
  }
}
