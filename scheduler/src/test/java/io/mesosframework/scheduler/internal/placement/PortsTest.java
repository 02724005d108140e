package io.mesosframework.scheduler.internal.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.PortNeeds;
import io.mesosframework.scheduler.application.TaskInfos;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PortsTest {

    private final Ports ports = new Ports();

    @Test
    void fixedPortsAreTakenOnce() {
        ports.add(offered(31_000, 31_009));
        assertThat(taken(PortNeeds.fixed(31_005))).containsExactly(31_005L);
        assertThat(ports.fits(PortNeeds.fixed(31_005))).isFalse();
        assertThat(ports.gap(PortNeeds.fixed(31_004, 31_005)))
                .isEqualTo(new Gap("needs port 31005, which is not offered", 0.5));
        assertThatThrownBy(() -> ports.take(PortNeeds.fixed(31_005), new ArrayList<>()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anyPortsAreTheLowestAcrossOffers() {
        ports.add(offered(31_008, 31_009));
        ports.add(offered(31_000, 31_001));
        assertThat(taken(PortNeeds.any(3))).containsExactlyInAnyOrder(31_000L, 31_001L, 31_008L);
        assertThat(ports.count()).isEqualTo(1);
        assertThat(ports.gap(PortNeeds.any(2)).words()).isEqualTo("needs 2 ports, offers 1");
    }

    @Test
    void contiguousPortsFollowEachOtherAlsoAcrossResources() {
        ports.add(offered(31_000, 31_001));
        ports.add(offered(31_003, 31_004));
        assertThat(ports.fits(PortNeeds.contiguous(3))).isFalse();
        assertThat(ports.gap(PortNeeds.contiguous(3)).words())
                .isEqualTo("needs 3 ports that follow each other, offers no such run");
        ports.add(offered(31_005, 31_006));
        assertThat(taken(PortNeeds.contiguous(3))).containsExactlyInAnyOrder(31_003L, 31_004L, 31_005L);
    }

    @Test
    void fixedOnesAreNotAmongTheOthers() {
        ports.add(offered(31_000, 31_003));
        assertThat(taken(new PortNeeds(List.of(31_001), 2, true))).containsExactlyInAnyOrder(31_001L, 31_002L, 31_003L);
    }

    @Test
    void noPortIsTakenTwiceNorInvented() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 100; round++) {
            Ports some = new Ports();
            Set<Long> free = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                int begin = 1000 * i + random.nextInt(500);
                int end = begin + random.nextInt(20);
                some.add(offered(begin, end));
                LongStream.rangeClosed(begin, end).forEach(free::add);
            }
            PortNeeds needs = new PortNeeds(List.of(), 1 + random.nextInt(3), random.nextBoolean());
            while (some.fits(needs)) {
                List<Resource> taken = new ArrayList<>();
                some.take(needs, taken);
                List<Long> numbers = numbers(taken);
                assertThat(numbers).hasSize(needs.count());
                assertThat(free.containsAll(numbers)).isTrue();
                numbers.forEach(free::remove);
            }
            assertThat(some.count()).isEqualTo(free.size());
        }
    }

    @Test
    void aTaskIsToldItsPorts() {
        Application app = Application.named("web")
                .cpus(1)
                .mem(32)
                .command("x")
                .environment("PORT1", "mine")
                .ports(new PortNeeds(List.of(31_005), 2, false))
                .build();
        ports.add(offered(31_000, 31_009));
        List<Resource> taken = new ArrayList<>();
        ports.take(app.resources().ports(), taken);

        assertThat(TaskInfos.taskInfo(
                                app,
                                TaskID.newBuilder().setValue("web.0.x").build(),
                                AgentID.newBuilder().setValue("a").build(),
                                taken)
                        .getCommand()
                        .getEnvironment()
                        .getVariablesList())
                .extracting(variable -> variable.getName() + "=" + variable.getValue())
                .containsExactly("PORT1=mine", "PORT0=31005", "PORT2=31001");
    }

    private List<Long> taken(PortNeeds needs) {
        List<Resource> taken = new ArrayList<>();
        ports.take(needs, taken);
        return numbers(taken);
    }

    private static List<Long> numbers(List<Resource> taken) {
        return taken.stream()
                .flatMap(resource -> resource.getRanges().getRangeList().stream())
                .flatMap(range ->
                        LongStream.rangeClosed(range.getBegin(), range.getEnd()).boxed())
                .toList();
    }

    private static Resource offered(long begin, long end) {
        return Resource.newBuilder()
                .setName("ports")
                .setType(Value.Type.RANGES)
                .setRanges(Value.Ranges.newBuilder()
                        .addRange(Value.Range.newBuilder().setBegin(begin).setEnd(end)))
                .build();
    }
}
