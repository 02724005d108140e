package io.mesosframework.conformance.mainjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.Operator;
import io.mesosframework.conformance.RealPart;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.testing.mesos.RealMesos;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the real master reports of tasks is what their JSON asked for. Fields whose effect needs images, CNI networks or cgroups are
 * asked for all the same: the agent refuses such a task, and the master has kept what was asked.
 */
@RealPart("the fields of applications, as the master reports them")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EveryFieldOnRealMesosTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String SLEEP = "\"command\": {\"cmd\": \"exec sleep 600\"}";

    private final RealMesos mesos = RealMesos.builder()
            .agents(2)
            .attributes("rack:r%d")
            .resources("cpus:4;mem:2048;disk:2048;ports:[31000-31009]")
            .start();
    private LiveFramework live;

    @BeforeAll
    void up() {
        live = LiveFramework.start("fields", List.of(mesos.master()), builder -> builder);
    }

    @AfterAll
    void down() {
        live.teardown();
        live.close();
        mesos.close();
    }

    @Test
    void discoveryAndKillPolicyAreReportedOfATaskThatRuns() throws Exception {
        put("found", SLEEP + """
                , "kill_policy": {"grace_period": "2s"},
                "discovery": {"visibility": "external", "name": "n", "environment": "prod", "location": "east", "version": "2",
                              "ports": [{"number": 80, "name": "web", "protocol": "tcp"}], "labels": {"a": "b"}}""");
        live.await("found", 0, SlotState.RUNNING);

        JsonNode task = task("found");
        assertThat(task.at("/kill_policy")).isEqualTo(json("{\"grace_period\": {\"nanoseconds\": 2000000000}}"));
        assertThat(task.at("/discovery")).isEqualTo(json("""
                {"visibility": "EXTERNAL", "name": "n", "environment": "prod", "location": "east", "version": "2",
                 "ports": {"ports": [{"number": 80, "name": "web", "protocol": "tcp"}]},
                 "labels": {"labels": [{"key": "a", "value": "b"}]}}"""));
    }

    @Test
    void limitsAreReported() throws Exception {
        put("limited", SLEEP, ", \"limits\": {\"cpu\": 0.5, \"mem\": \"unlimited\"}");
        // Without cgroups the agent drops a task that has limits.
        live.await("limited", 0, SlotState.GONE);

        assertThat(task("limited").at("/limits/cpus/value").asDouble()).isEqualTo(0.5);
        assertThat(task("limited").at("/limits/mem/value").asString()).isEqualTo("Infinity");
    }

    @Test
    void portsAreTakenAndToldToTheCommand() throws Exception {
        put("ported", """
                "command": {"cmd": "test $PORT0 = 31005 -a $PORT1 -ge 31000 -a $PORT2 = $((PORT1 + 1)) -a -z \\"$PORT3\\""}""", ", \"ports\": {\"fixed\": [31005], \"count\": 2, \"contiguous\": true}");
        live.await("ported", 0, SlotState.FINISHED);

        long ports = 0;
        for (JsonNode resource : task("ported").at("/resources")) {
            for (JsonNode range : resource.at("/ranges/range")) {
                assertThat(resource.at("/name").asString()).isEqualTo("ports");
                ports += range.at("/end").asLong() - range.at("/begin").asLong() + 1;
            }
        }
        assertThat(ports).isEqualTo(3);
        List<Integer> known = live.framework()
                .tasks()
                .slotNamed("ported.0")
                .orElseThrow()
                .currentTask()
                .ports();
        assertThat(known).startsWith(31005).hasSize(3);
        assertThat(known.get(2)).isEqualTo(known.get(1) + 1);
    }

    @Test
    void aCheckIsToldByTheTasksStatus() throws Exception {
        put("checked", SLEEP + """
                , "check": {"type": "command", "command": {"cmd": "exit 3"}, "delay": 0, "interval": "100ms", "timeout": "5s"}""");
        live.await("checked", 0, SlotState.RUNNING);

        await().untilAsserted(() -> assertThat(task("checked").at("/statuses").findValuesAsString("exit_code"))
                .contains("3"));
        assertThat(live.await("checked", 0, SlotState.RUNNING).failures()).isZero();
    }

    @Test
    void aTaskThatRunsTooLongIsKilledByMesos() throws Exception {
        put("long", SLEEP + ", \"max_completion_time\": \"500ms\"");
        live.await("long", 0, SlotState.FAILED);

        assertThat(task("long").at("/statuses").findValuesAsString("reason"))
                .contains("REASON_MAX_COMPLETION_TIME_REACHED");
    }

    @Test
    void aSecretIsAVariableOfTheCommand() throws Exception {
        put("secret", """
                "command": {"cmd": "test \\"$WORD\\" = 'two words'", "secrets": {"WORD": {"value": "two words"}}}""");

        live.await("secret", 0, SlotState.FINISHED);
    }

    @Test
    void filtersAndConstraintsChooseTheAgent() throws Exception {
        put("placed", SLEEP + """
                , "filters": [{"type": "TEXT", "name": "rack", "value": ["R1", "none"]}],
                "constraints": [{"field": "rack", "operator": "matches", "value": "r[0-9]"},
                                {"field": "@hostname", "operator": "exists"}, {"operator": "no-maintenance", "within": "1h"}]""");
        live.await("placed", 0, SlotState.RUNNING);

        String agent = task("placed").at("/agent_id/value").asString();
        for (JsonNode known : operator("GET_AGENTS").at("/get_agents/agents")) {
            boolean chosen = known.at("/agent_info/id/value").asString().equals(agent);
            assertThat(known.at("/agent_info/attributes/0/text/value")
                            .asString()
                            .equals("r1"))
                    .isEqualTo(chosen);
        }
    }

    /** The expressions are the largest that are pushed down. */
    @Test
    void whatWaitsTellsTheMasterWhichAgentsSuit() throws Exception {
        String regex = "x.*y.*z.*" + "abcdefghijklm".repeat(3);
        put("elsewhere", SLEEP + """
                , "filters": [{"type": "TEXT", "name": "rack", "value": ["%s", "no"]}],
                "constraints": [{"field": "rack", "operator": "in", "values": ["a", "b"]}, {"field": "@zone", "operator": "greater", "value": "3"},
                                {"field": "rack", "operator": "matches", "value": "%s"}]""".formatted("Klmnopqrst".repeat(4), regex));

        await().untilAsserted(() -> assertThat(groups())
                .hasToString(json("""
                        [{"attribute_constraints": [
                           {"selector": {"attribute_name": "rack"}, "predicate": {"text_equals": {"value": "a"}}},
                           {"selector": {"pseudoattribute_type": "ZONE"}, "predicate": {"exists": {}}},
                           {"selector": {"attribute_name": "rack"}, "predicate": {"text_matches": {"regex": "REGEX"}}},
                           {"selector": {"attribute_name": "rack"}, "predicate": {"text_matches": {"regex": "(?i)FILTER|no"}}}]},
                         {"attribute_constraints": [
                           {"selector": {"attribute_name": "rack"}, "predicate": {"text_equals": {"value": "b"}}},
                           {"selector": {"pseudoattribute_type": "ZONE"}, "predicate": {"exists": {}}},
                           {"selector": {"attribute_name": "rack"}, "predicate": {"text_matches": {"regex": "REGEX"}}},
                           {"selector": {"attribute_name": "rack"}, "predicate": {"text_matches": {"regex": "(?i)FILTER|no"}}}]}]
                        """.replace("REGEX", regex).replace("FILTER", "Klmnopqrst".repeat(4)))
                        .toString()));
        live.delete("elsewhere");
    }

    private JsonNode groups() {
        for (JsonNode framework : operator("GET_FRAMEWORKS").at("/get_frameworks/frameworks")) {
            if (framework.at("/framework_info/id/value").asString().equals(live.id())) {
                return framework.at("/offer_constraints/role_constraints/*/groups");
            }
        }
        throw new AssertionError("The framework is not there");
    }

    @Test
    void aContainerOfMesosIsReportedAsAsked() throws Exception {
        put("ucr", SLEEP + """
                , "container": {"image": "alpine", "tag": "3", "force_pull": true, "tty": true, "shm_size": 64,
                  "rlimits": [{"type": "nofile", "soft": 512, "hard": 1024}, {"type": "core"}],
                  "capabilities": {"effective": ["NET_ADMIN"], "bounding": ["NET_ADMIN", "KILL"]},
                  "network": [{"name": "edge", "group": ["g"], "labels": [{"x": "1", "y": "2"}],
                               "ipaddress": [{"ip": "10.1.2.3"}, {"protocol": "ipv6"}],
                               "port_mapping": [{"host_port": 31000, "container_port": 80}]}],
                  "volume": [{"container_path": "data", "host_path": "/tmp", "mode": "ro"},
                             {"container_path": "more", "source": {"type": "DOCKER", "docker_volume":
                                {"driver": "d", "name": "v", "driver_opts": {"size": "5"}}}}]}""");
        live.await("ucr", 0, SlotState.FAILED);

        assertThat(task("ucr").at("/container")).isEqualTo(json("""
                {"type": "MESOS",
                 "mesos": {"image": {"type": "DOCKER", "docker": {"name": "alpine:3"}, "cached": false}},
                 "tty_info": {},
                 "linux_info": {"ipc_mode": "PRIVATE", "shm_size": 64, "share_cgroups": true,
                   "effective_capabilities": {"capabilities": ["NET_ADMIN"]},
                   "bounding_capabilities": {"capabilities": ["NET_ADMIN", "KILL"]}},
                 "rlimit_info": {"rlimits": [{"type": "RLMT_NOFILE", "soft": 512, "hard": 1024}, {"type": "RLMT_CORE"}]},
                 "network_infos": [{"name": "edge", "groups": ["g"],
                   "labels": {"labels": [{"key": "x", "value": "1"}, {"key": "y", "value": "2"}]},
                   "ip_addresses": [{"protocol": "IPv4", "ip_address": "10.1.2.3"}, {"protocol": "IPv6"}],
                   "port_mappings": [{"host_port": 31000, "container_port": 80, "protocol": "tcp"}]}],
                 "volumes": [{"container_path": "data", "host_path": "/tmp", "mode": "RO"},
                   {"container_path": "more", "mode": "RW", "source": {"type": "DOCKER_VOLUME",
                     "docker_volume": {"driver": "d", "name": "v", "driver_options": {"parameter": [{"key": "size", "value": "5"}]}}}}]}"""));
    }

    @Test
    void aContainerOfDockerIsReportedAsAsked() throws Exception {
        put("docked", SLEEP + """
                , "container": {"type": "docker", "image": "alpine:3", "privileged": true,
                  "parameters": [{"key": "ulimit", "value": "nofile=5"}],
                  "network": [{"name": "bridge", "port_mapping": [{"host_port": 31000, "container_port": 80, "protocol": "udp"}]}],
                  "volume": [{"container_path": "/data", "host_path": "/tmp"}]}""");
        live.await("docked", 0, SlotState.FAILED);

        assertThat(task("docked").at("/container")).isEqualTo(json("""
                {"type": "DOCKER",
                 "docker": {"image": "alpine:3", "network": "BRIDGE", "privileged": true, "force_pull_image": false,
                   "parameters": [{"key": "ulimit", "value": "nofile=5"}],
                   "port_mappings": [{"host_port": 31000, "container_port": 80, "protocol": "udp"}]},
                 "volumes": [{"container_path": "/data", "host_path": "/tmp", "mode": "RW"}]}"""));
    }

    private void put(String name, String fields) {
        put(name, fields, "");
    }

    private void put(String name, String fields, String resources) {
        String app = "{\"name\": \"" + name + "\", \"restart\": \"never\", \"resources\": {\"cpu\": 0.1, \"mem\": 32"
                + resources + "}, " + fields + "}";
        live.put(ApplicationJson.parse(app, name).get(0));
    }

    /** The one task of the application, running or completed. */
    private JsonNode task(String application) {
        JsonNode all = operator("GET_TASKS").at("/get_tasks");
        for (String list : List.of("tasks", "completed_tasks")) {
            for (JsonNode task : all.path(list)) {
                if (task.at("/framework_id/value").asString().equals(live.id())
                        && task.at("/name").asString().equals(application)) {
                    return task;
                }
            }
        }
        throw new AssertionError("No task of " + application + " in " + all);
    }

    private JsonNode operator(String type) {
        return json(Operator.of(mesos.master()).call("{\"type\":\"" + type + "\"}"));
    }

    private static JsonNode json(String text) {
        return MAPPER.readTree(text);
    }
}
