package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.server.MesosServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Prometheus reads, and that the guide lists just that. */
@Timeout(60)
final class FrameworkMetricsTest {

    private static final Path GUIDE = Path.of("../docs/guide/server.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(mesos_[a-z_]+)` \\| (\\w+) \\|([^|]*)\\|");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\w+)$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+?)(?:_bucket|_sum|_count)?(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"");

    private final EmbeddedMesos mesos =
            EmbeddedMesos.builder().agents(1).simulatedTasks(TaskScript.runs()).start();
    private final FrameworkServing serving = FrameworkServing.open();
    private final Framework framework = Framework.named("metrics")
            .masters(mesos.master())
            .listener(serving.listener())
            .start();
    private final MesosServer server =
            serving.mount(MesosServer.builder(), ApiSource.of(framework)).start();
    private final ApiClient client = new ApiClient(server);

    @AfterEach
    void stop() {
        serving.close();
        server.close();
        framework.close();
        mesos.close();
    }

    private static String scrape(ApiClient from) throws Exception {
        var answer = from.ask("GET", "/metrics", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        return answer.body();
    }

    /** The value of the sample that begins so. */
    private static double value(String text, String sample) {
        return text.lines()
                .filter(line -> line.startsWith(sample + " "))
                .map(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(sample + " is not in\n" + text));
    }

    private void runTwo() throws Exception {
        framework
                .put(Application.named("web")
                        .instances(2)
                        .cpus(0.1)
                        .mem(32)
                        .command("run")
                        .build())
                .join();
        framework.await(tasks -> tasks.slotsIn(SlotState.RUNNING).size() == 2, Duration.ofSeconds(30));
        await().until(() -> framework.condition().isReady());
    }

    @Test
    void theGuideListsWhatThereIsAndNothingElse() throws Exception {
        runTwo();
        client.expect(200, "GET", "/v1/api/app/all", "");
        String text = scrape(client);

        Map<String, String> documented = new TreeMap<>();
        Map<String, Set<String>> documentedLabels = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(GUIDE));
        while (row.find()) {
            documented.put(row.group(1), row.group(2));
            Set<String> labels =
                    new TreeSet<>(Set.of(row.group(3).replace("`", "").strip().split(",\\s*")));
            labels.remove("");
            documentedLabels.put(row.group(1), labels);
        }
        Map<String, String> there = new TreeMap<>();
        Matcher type = TYPE.matcher(text);
        while (type.find()) {
            there.put(type.group(1), type.group(2));
        }
        Map<String, Set<String>> labels = new TreeMap<>();
        Matcher sample = SAMPLE.matcher(text);
        while (sample.find()) {
            Set<String> names = labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
            Matcher label = LABEL.matcher(Optional.ofNullable(sample.group(2)).orElse(""));
            while (label.find()) {
                if (!label.group(1).equals("le")) {
                    names.add(label.group(1));
                }
            }
        }
        assertThat(there).isEqualTo(documented).isNotEmpty();
        assertThat(labels).isEqualTo(documentedLabels);
    }

    @Test
    void theyTellWhatHasHappened() throws Exception {
        runTwo();
        client.expect(200, "GET", "/v1/api/app/all", "");
        client.expect(404, "GET", "/nothing/of/the/kind", "");
        String text = scrape(client);

        assertThat(value(text, "mesos_framework_launches_total")).isEqualTo(2);
        assertThat(value(text, "mesos_framework_slots{state=\"running\"}")).isEqualTo(2);
        assertThat(value(text, "mesos_framework_applications")).isEqualTo(1);
        assertThat(value(text, "mesos_framework_statuses_total{state=\"TASK_RUNNING\"}"))
                .isEqualTo(2);
        assertThat(value(text, "mesos_framework_calls_total{outcome=\"accepted\",type=\"ACKNOWLEDGE\"}"))
                .isGreaterThanOrEqualTo(2);
        assertThat(value(text, "mesos_framework_events_total{type=\"SUBSCRIBED\"}"))
                .isEqualTo(1);
        for (String is : new String[] {"subscribed", "reconciled", "storage_well", "leading"}) {
            assertThat(value(text, "mesos_framework_" + is)).as(is).isEqualTo(1);
        }
        assertThat(value(text, "mesos_framework_loop_lag_seconds_count")).isPositive();
        assertThat(value(text, "mesos_framework_commit_seconds_bucket{le=\"+Inf\"}"))
                .isEqualTo(value(text, "mesos_framework_commit_seconds_count"));
        assertThat(value(
                        text,
                        "mesos_api_requests_seconds_count{method=\"GET\",path=\"/v1/api/app/all\",status=\"200\"}"))
                .isEqualTo(1);
        assertThat(value(text, "mesos_api_requests_seconds_count{method=\"none\",path=\"none\",status=\"404\"}"))
                .isEqualTo(1);
        try (EventReader reader = EventReader.open(server, "", null)) {
            assertThat(value(scrape(client), "mesos_api_event_clients")).isEqualTo(1);
            assertThat(reader.status()).isEqualTo(200);
        }
    }

    @Test
    void whatStandsByTellsWhatIsStored() throws Exception {
        runTwo();
        try (FrameworkEvents events = FrameworkEvents.open();
                MesosServer standby = MesosServer.builder()
                        .routes(FrameworkApi.routes(ApiSource.of(framework)))
                        .routes(FrameworkMetrics.of(new Standby(Optional.empty(), framework), events)
                                .routes())
                        .start()) {
            String text = scrape(new ApiClient(standby));
            assertThat(value(text, "mesos_framework_leading")).isZero();
            assertThat(value(text, "mesos_framework_slots{state=\"running\"}")).isEqualTo(2);
            assertThat(text).doesNotContain("mesos_framework_launches");
        }
    }

    @Test
    void metersOfOnesOwnAreShownBeside() throws Exception {
        try (FrameworkEvents events = FrameworkEvents.open()) {
            FrameworkMetrics metrics = FrameworkMetrics.of(ApiSource.of(framework), events);
            metrics.registry().counter("shop.orders").increment(3);
            try (MesosServer other = MesosServer.builder()
                    .routes(FrameworkApi.routes(ApiSource.of(framework)))
                    .routes(metrics.routes())
                    .start()) {
                assertThat(value(scrape(new ApiClient(other)), "shop_orders_total"))
                        .isEqualTo(3);
            }
        }
    }
}
