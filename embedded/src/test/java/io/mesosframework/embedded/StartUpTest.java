package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.http.ListenException;
import io.mesosframework.protocol.scheduler.Event;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartUpTest {

    @TempDir
    private Path scratch;

    /** The best of some, so that a machine busy with other things does not decide. */
    @Test
    void aWarmStartOfThreeAgentsTakesLessThanThreeTenthsOfASecond() {
        startAndStop();
        long best = LongStream.range(0, 10).map(i -> startAndStop()).min().orElseThrow();
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(300));
    }

    private static long startAndStop() {
        long before = System.nanoTime();
        EmbeddedMesos mesos = EmbeddedMesos.builder().agents(3).start();
        long took = System.nanoTime() - before;
        assertThat(mesos.agents()).hasSize(3);
        mesos.close();
        mesos.close(); // once more does nothing
        return took;
    }

    @Test
    void aGivenWorkDirectoryStays() {
        Path given = scratch.resolve("work");
        EmbeddedMesos mesos = EmbeddedMesos.builder().workDirectory(given).start();
        mesos.close();
        assertThat(Files.isDirectory(given)).isTrue();
    }

    @Test
    void aWorkDirectoryThatCannotBeMadeIsAnErrorThatNamesIt() throws Exception {
        Path file = Files.createFile(scratch.resolve("file"));
        EmbeddedMesosBuilder itself = EmbeddedMesos.builder().workDirectory(file);
        assertThatThrownBy(itself::start)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("The work directory " + file + " cannot be made: " + file + " is no directory");
        EmbeddedMesosBuilder below = EmbeddedMesos.builder().workDirectory(file.resolve("work"));
        assertThatThrownBy(below::start)
                .hasMessageStartingWith("The work directory " + file + "/work cannot be made: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "[::1]", "localhost", "256.0.0.1", "127.0.0", "127.0.0.01", ""})
    void aHostThatIsNoIpv4AddressIsRefused(String host) {
        EmbeddedMesosBuilder builder = EmbeddedMesos.builder();
        assertThatThrownBy(() -> builder.host(host))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The host is an IPv4 address of this machine, such as 127.0.0.1, not '" + host + "'");
    }

    @Test
    void aHostOfAnotherMachineIsAnErrorThatNamesIt() {
        EmbeddedMesosBuilder builder = EmbeddedMesos.builder().host("192.0.2.1");
        assertThatThrownBy(builder::start).isInstanceOf(ListenException.class).hasMessageContaining("192.0.2.1");
    }

    @Test
    void twoLiveSideBySide() {
        try (EmbeddedMesos one = EmbeddedMesos.builder().start();
                EmbeddedMesos other = EmbeddedMesos.builder().start()) {
            assertThat(one.master()).isNotEqualTo(other.master());
            assertThat(one.workDirectory()).isNotEqualTo(other.workDirectory());
        }
    }

    @Test
    void aPortThatIsTakenIsAnErrorThatNamesIt() {
        try (EmbeddedMesos one = EmbeddedMesos.builder().start()) {
            int port = Integer.parseInt(one.master().substring(one.master().indexOf(':') + 1));
            EmbeddedMesosBuilder second = EmbeddedMesos.builder().port(port);
            assertThatThrownBy(second::start).hasMessageContaining(String.valueOf(port));
        }
    }

    /** As processes of libprocess do: so that thousands take one port, and each can be reached. */
    @Test
    void simulatedAgentsShareAPortAndAreToldApartByTheirPaths() throws Exception {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder()
                        .agents(3)
                        .attributes("number:%d")
                        .simulatedTasks(TaskScript.runs())
                        .start();
                RawFramework framework = new RawFramework(mesos, Codec.JSON, RawFramework.info())) {
            assertThat(mesos.agents())
                    .extracting(address -> address.split("/")[0])
                    .containsOnly(mesos.agents().get(0).split("/")[0]);
            assertThat(framework
                            .get("http://" + mesos.agents().get(1) + "/state")
                            .body())
                    .contains("\"pid\":\"slave(2)@");
            String other = mesos.agents().get(0).replace("slave(1)", "slave(4)");
            assertThat(framework.get("http://" + other + "/state").statusCode()).isEqualTo(404);
            assertThat(framework.first(Event.Type.OFFERS).getOffers().getOffersList())
                    .extracting(offer -> offer.getUrl().getAddress().getIp() + ":"
                            + offer.getUrl().getAddress().getPort()
                            + offer.getUrl().getPath())
                    .containsExactlyInAnyOrderElementsOf(mesos.agents());
        }
    }

    @Test
    void textsThatAreNotUnderstoodSayWhatIsWrong() {
        EmbeddedMesosBuilder attributes = EmbeddedMesos.builder().attributes("rack");
        assertThatThrownBy(attributes::start).hasMessageContaining("Invalid attribute key:value pair 'rack'");
        EmbeddedMesosBuilder resources = EmbeddedMesos.builder().resources("cpus:many");
        assertThatThrownBy(resources::start).hasMessageContaining("many");
    }
}
