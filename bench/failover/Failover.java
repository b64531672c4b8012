// Java's producer or consumer through the death of a broker: says when a record was acknowledged or consumed, and when a commit succeeded.
// usage: Failover.java BOOTSTRAP TOPIC GROUP|- GAP_MS COMMIT_GAP_MS      With a group it consumes. Runs until it is killed.
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

public class Failover {
  static synchronized void sayNow(char what) {
    System.out.println(what + " " + System.nanoTime()); // the clock that C++'s steady_clock reads, on Linux
    System.out.flush();
  }

  public static void main(String[] args) {
    String topic = args[1];
    if (args[2].equals("-")) send(args[0], topic, Long.parseLong(args[3]) * 1_000_000);
    else consume(args[0], topic, args[2], Long.parseLong(args[4]) * 1_000_000);
  }

  static void send(String bootstrap, String topic, long gap) {
    var producer = new KafkaProducer<>(
        Map.<String, Object>of("bootstrap.servers", bootstrap, "linger.ms", "0"), new ByteArraySerializer(), new ByteArraySerializer());
    for (long at = System.nanoTime();; at += gap) {
      for (long now = System.nanoTime(); now < at; now = System.nanoTime()) LockSupport.parkNanos(at - now);
      producer.send(new ProducerRecord<>(topic, "failover".getBytes()), (sent, failed) -> {
        if (failed == null) sayNow('a');
        else System.err.println("java: " + failed);
      });
    }
  }

  static void consume(String bootstrap, String topic, String group, long commitGap) {
    var consumer = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", bootstrap, "group.id", group, "enable.auto.commit", "false"),
        new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(List.of(topic));
    for (long nextCommit = System.nanoTime();;) {
      if (consumer.poll(Duration.ofNanos(commitGap)).isEmpty()) continue;
      sayNow('a');
      if (System.nanoTime() < nextCommit) continue;
      nextCommit = System.nanoTime() + commitGap;
      consumer.commitAsync((offsets, failed) -> {
        if (failed == null) sayNow('c');
      });
    }
  }
}
