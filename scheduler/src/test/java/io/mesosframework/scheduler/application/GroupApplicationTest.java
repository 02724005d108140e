package io.mesosframework.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Applications whose slots are groups of tasks, in JSON, in YAML and by the builder. */
class GroupApplicationTest {

    private static final String TASK =
            "{\"name\": \"web\", \"resources\": {\"cpu\": 0.5, \"mem\": 64}, \"command\": {\"cmd\": \"run\"}}";

    private static Application read(String json) {
        return ApplicationJson.parse(json, "").get(0);
    }

    private static String with(String task) {
        return "{\"name\": \"pod\", \"tasks\": [" + task + "]}";
    }

    private static List<String> faults(String json) {
        try {
            ApplicationJson.parse(json, "");
            return List.of();
        } catch (InvalidApplicationsException e) {
            return e.problems().stream().map(Problem::toString).toList();
        }
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        Application pod = read(with(TASK));
        TaskGroup group = pod.group().orElseThrow();
        assertThat(group.executor()).isEqualTo(ResourceNeeds.of(0.1, 32).withDisk(10));
        assertThat(group.tasks())
                .containsExactly(
                        new TaskGroup.Member("web", TaskTemplate.of(ResourceNeeds.of(0.5, 64), Command.shell("run"))));
        assertThat(pod.resources()).isEqualTo(ResourceNeeds.of(0.6, 96).withDisk(10));
        assertThat(pod.isChecked()).isFalse();
    }

    @Test
    void jsonYamlAndBuilderMakeTheSame() {
        String json = """
                {"name": "pod", "instances": 2, "resources": {"cpu": 0.2, "mem": 48, "disk": {"size": 5}, "role": "eng"},
                 "tasks": [
                   {"name": "web", "resources": {"cpu": 0.5, "mem": 64, "ports": {"count": 1}}, "command": {"cmd": "serve"},
                    "healthcheck": {"type": "tcp", "tcp": {"port": 80}}, "labels": {"a": "b"}, "max_completion_time": "1h",
                    "container": {"volume": [{"container_path": "in", "source":
                      {"type": "SANDBOX_PATH", "sandbox_path": {"type": "PARENT", "path": "common"}}}]}},
                   {"name": "log", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "ship", "arguments": ["-v"]}}]}""";
        String yaml = """
                name: pod
                instances: 2
                resources: {cpu: 0.2, mem: 48, disk: {size: 5}, role: eng}
                tasks:
                  - name: web
                    resources: {cpu: 0.5, mem: 64, ports: {count: 1}}
                    command: {cmd: serve}
                    healthcheck: {type: tcp, tcp: {port: 80}}
                    labels: {a: b}
                    max_completion_time: 1h
                    container:
                      volume:
                        - container_path: in
                          source: {type: sandbox_path, sandbox_path: {type: parent, path: common}}
                  - name: log
                    resources: {cpu: 0.1, mem: 32}
                    command: {cmd: ship, arguments: ["-v"]}
                """;
        Application built = Application.named("pod")
                .instances(2)
                .cpus(0.2)
                .mem(48)
                .disk(5)
                .role("eng")
                .task(
                        "web",
                        TaskTemplate.of(ResourceNeeds.of(0.5, 64).withPorts(PortNeeds.any(1)), Command.shell("serve"))
                                .withHealthCheck(HealthCheck.tcp(80))
                                .withLabel("a", "b")
                                .withMaxCompletionTime(Duration.ofHours(1))
                                .withContainer(
                                        Container.mesos().withVolumes(Volume.shared("common", "in", Volume.Mode.RW))))
                .task("log", TaskTemplate.of(ResourceNeeds.of(0.1, 32), Command.exec("ship", "-v")))
                .build();

        assertThat(read(json)).isEqualTo(built);
        assertThat(ApplicationJson.parse(yaml, "pod.yaml")).containsExactly(built);
        assertThat(read(ApplicationJson.write(built))).isEqualTo(built);
        assertThat(built.isChecked()).isTrue();
        assertThat(built.resources().role()).contains("eng");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "command": {"cmd": "x"}               | command: stands against tasks: say it in each of them
            "labels": {}                          | labels: stands against tasks: say it in each of them
            "healthcheck": {"type": "tcp"}        | healthcheck: stands against tasks: say it in each of them
            "container": {}                       | container: stands against tasks: say it in each of them
            "max_completion_time": "1h"           | max_completion_time: stands against tasks: say it in each of them
            "resources": {"cpu": 0.001}           | resources.cpu: must be at least 0.01: it is the executor's own share
            "resources": {"mem": 8}               | resources.mem: must be at least 32: it is the executor's own share
            "resources": {"ports": {"count": 1}}  | resources.ports: is for the tasks: say it in tasks[].resources
            "resources": {"limits": {"cpu": 1}}   | resources.limits: is for the tasks: say it in tasks[].resources
            "resources": {"reserve": true}        | resources.reserve: is not supported in a group
            """)
    void whatIsOfTheTasksIsNotSaidBesideThem(String field, String fault) {
        String json = "{\"name\": \"pod\", \"tasks\": [" + TASK + "], " + field + "}";
        assertThat(faults(json)).containsExactly(fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "name": "web"  | "name": "a.b"                              | tasks[0].name: must be 1 to 40 characters of a-z
            "name": "web", | ~~                                         | tasks[0].name: is missing
            "mem": 64      | "mem": 64, "role": "x"                     | tasks[0].resources.role: is the whole group's
            "mem": 64      | "mem": 64, "named": {"x": 1}               | tasks[0].resources.named: is not supported in a group
            "mem": 64      | "mem": 64, "reserve": true                 | tasks[0].resources.reserve: is not supported in a group
            "mem": 64      | "mem": 64, "disk": {"size": 1, "persistence": {"id": "x"}} | tasks[0].resources.disk.persistence: is not supported
            "mem": 64      | "mem": 64, "disk": {"size": 1, "source": {"type": "PATH"}} | tasks[0].resources.disk.source: is not supported
            "mem": 64      | "mem": 0                                   | tasks[0].resources.mem: must be above 0
            "mem": 64      | "mem": 64, "limits": {"mem": 1}            | tasks[0].resources.limits.mem: must be at least
            "cmd": "run"   | "cmd": ""                                  | tasks[0].command.cmd: must not be empty
            "name": "web"  | "name": "web", "restart": "never"          | tasks[0].restart: is the whole group's: say it beside tasks
            "name": "web"  | "name": "web", "container": {"type": "docker", "image": "x"} | tasks[0].container.type: must be "mesos" in a group
            """)
    void aFaultOfATaskIsNamedByItsPath(String part, String wrong, String fault) {
        assertThat(faults(with(TASK.replace(part, wrong == null ? "" : wrong))))
                .singleElement()
                .asString()
                .startsWith(fault);
    }

    @Test
    void aNetworkOfItsOwnGoesWithNoCheckThroughTheExecutors() {
        String json = with(TASK.replace("\"name\"", """
                "container": {"network": [{"name": "edge"}]}, "healthcheck": {"type": "tcp", "tcp": {"port": 80}}, "name\""""));
        assertThat(faults(json))
                .containsExactly(
                        "tasks[0].container.network: goes in a group only with a health check of type \"command\", which runs within the container");
    }

    @Test
    void namesAndFixedPortsAreEachTasksOwn() {
        String one = TASK.replace("64", "64, \"ports\": {\"fixed\": [80]}");
        assertThat(faults(with(one + "," + one)))
                .containsExactly(
                        "tasks[1].name: \"web\" is the name of another task of the group too",
                        "tasks[1].resources.ports.fixed: port 80 is taken by task \"web\" too");
        assertThat(faults("{\"name\": \"pod\", \"tasks\": []}"))
                .containsExactly("tasks: must hold 1 to 50 tasks, holds 0");
    }

    @Test
    void onlyATaskOfAGroupHasAParent() {
        assertThatThrownBy(() -> Application.named("x")
                        .cpus(1)
                        .mem(1)
                        .command("run")
                        .container(Container.mesos().withVolumes(Volume.shared("a", "b", Volume.Mode.RW)))
                        .build())
                .hasMessageContaining("only a task of a group has a parent");
    }

    @Test
    void theBuilderRefusesWhatIsOfOneTask() {
        TaskTemplate task = TaskTemplate.of(ResourceNeeds.of(0.1, 32), Command.shell("run"));
        assertThatThrownBy(() ->
                        Application.named("x").task("a", task).command("run").build())
                .hasMessageContaining("tasks: have each their own command");
        assertThatThrownBy(() -> Application.named("x").task("A b", task).build())
                .hasMessageContaining("tasks[0].name");
    }

    @Test
    void whatOnlyOneTaskHasIsNotAskedOfAGroup() {
        Application pod = read(with(TASK));
        assertThat(pod.healthCheck()).isEmpty();
        assertThat(pod.labels()).isEmpty();
        assertThatThrownBy(pod::command)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("group()");
        assertThat(read(with(TASK)).withInstances(3).group()).isEqualTo(pod.group());
    }
}
