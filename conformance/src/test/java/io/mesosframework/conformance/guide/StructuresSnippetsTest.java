package io.mesosframework.conformance.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.structures.BoundedHistory;
import io.mesosframework.structures.Deadlines;
import io.mesosframework.structures.IndexedTable;
import io.mesosframework.structures.RangeSet;
import io.mesosframework.utils.AdvertisedAddress;
import io.mesosframework.utils.Backoff;
import io.mesosframework.utils.MesosDuration;
import io.mesosframework.utils.MesosUuid;
import io.mesosframework.utils.TaskIds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What docs/guide shows of structures and utilities. */
final class StructuresSnippetsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private record Order(String id, String customer, List<String> parcels) {}

    @Test
    void aTable() {
        // guide: table
        IndexedTable<String, Order> orders = new IndexedTable<>(Order::id);
        IndexedTable<String, Order>.Index<String> byCustomer = orders.index(Order::customer);
        IndexedTable<String, Order>.UniqueIndex<String> byParcel = orders.uniqueIndex(Order::parcels);

        orders.put(new Order("o-1", "Ada", List.of("p-7", "p-8")));
        List<Order> ofAda = byCustomer.of("Ada");
        Optional<Order> inParcel = byParcel.get("p-8");
        // guide: end
        assertThat(ofAda).hasSize(1);
        assertThat(inParcel).contains(ofAda.get(0));
    }

    @Test
    void deadlines() {
        Instant now = NOW;
        List<String> late = new ArrayList<>();
        // guide: deadlines
        Deadlines<String> answers = new Deadlines<>();
        answers.set("o-1", now.plusSeconds(30)); // in place of what o-1 waited for before
        answers.clear("o-2");

        Optional<Instant> next = answers.next(); // when to look again
        for (String order : answers.due(now)) {
            late.add(order);
        }
        // guide: end
        assertThat(next).contains(now.plusSeconds(30));
        assertThat(late).isEmpty();
        assertThat(answers.due(now.plusSeconds(30))).containsExactly("o-1");
    }

    @Test
    void history() {
        // guide: history
        BoundedHistory<String> lately = BoundedHistory.empty(20);
        lately = lately.plus("packed").plus("sent"); // each is another list; the twenty-first forgets the first
        // guide: end
        assertThat(lately).containsExactly("packed", "sent");
    }

    @Test
    void ranges() {
        // guide: ranges
        RangeSet ports = RangeSet.of(31000, 32000).plus(RangeSet.of(8080, 8080));
        RangeSet left = ports.minus(RangeSet.of(31000, 31002));
        // guide: end
        assertThat(left).hasToString("[8080-8080, 31003-32000]");
    }

    @Test
    void utilities() throws Exception {
        RandomGenerator random = RandomGenerator.getDefault();
        UUID uuid = UUID.randomUUID();
        InetSocketAddress master = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5050);
        // guide: utilities
        Duration patience = MesosDuration.parse("1.5mins");
        Optional<TaskIds> id = TaskIds.parse("web.0.x1"); // application, slot, what is unique
        UUID same = MesosUuid.fromBytes(MesosUuid.toBytes(uuid));
        Duration wait = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1)).quarterMore(3, random);
        InetAddress told = AdvertisedAddress.of(InetAddress.getByName("0.0.0.0"), master);
        // guide: end
        assertThat(patience).isEqualTo(Duration.ofSeconds(90));
        assertThat(id).map(TaskIds::application).contains("web");
        assertThat(same).isEqualTo(uuid);
        assertThat(wait).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
        assertThat(told.isLoopbackAddress()).isTrue();
    }
}
