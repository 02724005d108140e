package io.mesosframework.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.CapabilityInfo.Capability;
import io.mesosframework.protocol.CheckInfo;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.ContainerInfo.DockerInfo;
import io.mesosframework.protocol.DiscoveryInfo;
import io.mesosframework.protocol.Environment;
import io.mesosframework.protocol.Image;
import io.mesosframework.protocol.LinuxInfo;
import io.mesosframework.protocol.NetworkInfo;
import io.mesosframework.protocol.RLimitInfo.RLimit;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Containers, checks, discovery, secrets and limits from JSON to Mesos' messages. */
class TaskPartsTest {

    @Test
    void anImageOfMesosContainerizerHasItsTagAndIsCachedUnlessPulled() {
        ContainerInfo info = container("\"image\": \"alpine\", \"tag\": \"3\"");

        assertThat(info.getType()).isEqualTo(ContainerInfo.Type.MESOS);
        assertThat(info.getMesos().getImage())
                .isEqualTo(Image.newBuilder()
                        .setType(Image.Type.DOCKER)
                        .setDocker(Image.Docker.newBuilder().setName("alpine:3"))
                        .setCached(true)
                        .build());
        assertThat(info.hasDocker()).isFalse();
        assertThat(container("\"image\": \"alpine\", \"force_pull\": true")
                        .getMesos()
                        .getImage()
                        .getCached())
                .isFalse();
    }

    @Test
    void anotherWayToSayTheTagIsEqual() {
        assertThat(read("\"container\": {\"image\": \"h:5000/a\", \"tag\": \"3\"}"))
                .isEqualTo(read("\"container\": {\"image\": \"h:5000/a:3\", \"type\": \"MESOS\"}"));
    }

    @Test
    void withoutAnImageTheAgentsFilesAreSeen() {
        assertThat(container("").getType()).isEqualTo(ContainerInfo.Type.MESOS);
        assertThat(container("").hasMesos()).isTrue();
        assertThat(container("").getMesos().hasImage()).isFalse();
    }

    @Test
    void aDockerContainerHasItsOwnSettings() {
        ContainerInfo info = container("""
                "type": "docker", "image": "nginx:1", "force_pull": true, "privileged": true,
                "parameters": [{"key": "ulimit", "value": "nofile=5"}, {"key": "ulimit", "value": "core=0"}],
                "network": [{"port_mapping": [{"host_port": 31000, "container_port": 80},
                                              {"host_port": 31001, "container_port": 53, "protocol": "UDP"}]}]""");

        assertThat(info.getType()).isEqualTo(ContainerInfo.Type.DOCKER);
        assertThat(info.hasMesos()).isFalse();
        assertThat(info.getNetworkInfosCount()).isZero();
        DockerInfo docker = info.getDocker();
        assertThat(docker.getImage()).isEqualTo("nginx:1");
        assertThat(docker.getForcePullImage()).isTrue();
        assertThat(docker.getPrivileged()).isTrue();
        assertThat(docker.getNetwork()).isEqualTo(DockerInfo.Network.BRIDGE);
        assertThat(docker.getParametersList())
                .extracting(parameter -> parameter.getKey() + " " + parameter.getValue())
                .containsExactly("ulimit nofile=5", "ulimit core=0");
        assertThat(docker.getPortMappingsList())
                .extracting(mapping ->
                        mapping.getHostPort() + " " + mapping.getContainerPort() + " " + mapping.getProtocol())
                .containsExactly("31000 80 tcp", "31001 53 udp");
    }

    @ParameterizedTest
    @CsvSource({"host,HOST,0", "bridge,BRIDGE,0", "none,NONE,0", "overlay,USER,1"})
    void aDockerNetworkIsOneOfItsModesOrAUsers(String name, DockerInfo.Network mode, int infos) {
        ContainerInfo info =
                container("\"type\": \"docker\", \"image\": \"a\", \"network\": [{\"name\": \"" + name + "\"}]");

        assertThat(info.getDocker().getNetwork()).isEqualTo(mode);
        assertThat(info.getNetworkInfosList())
                .extracting(NetworkInfo::getName)
                .hasSize(infos)
                .allMatch(name::equals);
        assertThat(container("\"type\": \"docker\", \"image\": \"a\"")
                        .getDocker()
                        .getNetwork())
                .isEqualTo(DockerInfo.Network.HOST);
    }

    /** The older library emptied port mappings, kept one label of two, and failed on an address without a protocol. */
    @Test
    void aNetworkKeepsEverythingThatIsAsked() {
        ContainerInfo info = container("""
                "network": [{"name": "edge", "group": ["a", "b"], "labels": [{"x": "1", "y": "2"}, {"z": ""}],
                             "ipaddress": [{"ip": "10.1.2.3"}, {"protocol": "IPv6"}],
                             "port_mapping": [{"host_port": 31000, "container_port": 80}]},
                            {"name": "back", "labels": {"k": "v"}}]""");

        NetworkInfo edge = info.getNetworkInfos(0);
        assertThat(edge.getName()).isEqualTo("edge");
        assertThat(edge.getGroupsList()).containsExactly("a", "b");
        assertThat(edge.getLabels().getLabelsList())
                .extracting(label -> label.getKey() + "=" + label.getValue())
                .containsExactly("x=1", "y=2", "z=");
        assertThat(edge.getIpAddressesList())
                .containsExactly(
                        NetworkInfo.IPAddress.newBuilder()
                                .setProtocol(NetworkInfo.Protocol.IPv4)
                                .setIpAddress("10.1.2.3")
                                .build(),
                        NetworkInfo.IPAddress.newBuilder()
                                .setProtocol(NetworkInfo.Protocol.IPv6)
                                .build());
        assertThat(edge.getPortMappingsList())
                .containsExactly(NetworkInfo.PortMapping.newBuilder()
                        .setHostPort(31_000)
                        .setContainerPort(80)
                        .setProtocol("tcp")
                        .build());
        assertThat(info.getNetworkInfos(1).getLabels().getLabels(0).getKey()).isEqualTo("k");
        assertThat(info.isInitialized()).isTrue();
    }

    /** The older library lost any mode that was said, and mounted the sandbox beside the host's path, which Mesos refuses. */
    @ParameterizedTest
    @CsvSource({"ro,RO", "rw,RW", "RO,RO", "Rw,RW", ",RW"})
    void aVolumeOfTheHostHasTheModeThatIsSaid(String mode, io.mesosframework.protocol.Volume.Mode expected) {
        String said = mode == null ? "" : ", \"mode\": \"" + mode + "\"";
        ContainerInfo info =
                container("\"volume\": [{\"container_path\": \"/data\", \"host_path\": \"/mnt\"" + said + "}]");

        assertThat(info.getVolumesList())
                .containsExactly(io.mesosframework.protocol.Volume.newBuilder()
                        .setContainerPath("/data")
                        .setHostPath("/mnt")
                        .setMode(expected)
                        .build());
    }

    /** The older library dropped Docker's volumes, and failed on options for their drivers. */
    @Test
    void aDockerVolumeReachesMesosWithItsOptions() {
        ContainerInfo info = container("""
                "volume": [{"container_path": "data", "mode": "ro", "source": {"type": "DOCKER", "docker_volume":
                    {"driver": "rexray", "name": "v1", "driver_opts": {"size": "5", "fs": "xfs"}}}},
                  {"container_path": "more", "source": {"type": "docker", "docker_volume": {"name": "v2"}}}]""");

        io.mesosframework.protocol.Volume volume = info.getVolumes(0);
        assertThat(volume.hasHostPath()).isFalse();
        assertThat(volume.getMode()).isEqualTo(io.mesosframework.protocol.Volume.Mode.RO);
        assertThat(volume.getSource().getType()).isEqualTo(io.mesosframework.protocol.Volume.Source.Type.DOCKER_VOLUME);
        assertThat(volume.getSource().getDockerVolume().getDriver()).isEqualTo("rexray");
        assertThat(volume.getSource().getDockerVolume().getName()).isEqualTo("v1");
        assertThat(volume.getSource().getDockerVolume().getDriverOptions().getParameterList())
                .extracting(option -> option.getKey() + "=" + option.getValue())
                .containsExactly("size=5", "fs=xfs");
        assertThat(info.getVolumes(1).getSource().getDockerVolume().hasDriver()).isFalse();
        assertThat(info.isInitialized()).isTrue();
    }

    @Test
    void mesosContainerizerLimitsAndAllows() {
        ContainerInfo info = container("""
                "tty": true, "shm_size": 64, "rlimits": [{"type": "nofile", "soft": 1024, "hard": 4096}, {"type": "core"}],
                "capabilities": {"effective": ["NET_ADMIN"], "bounding": ["NET_ADMIN", "KILL"]}""");

        assertThat(info.hasTtyInfo()).isTrue();
        assertThat(info.getRlimitInfo().getRlimitsList())
                .containsExactly(
                        RLimit.newBuilder()
                                .setType(RLimit.Type.RLMT_NOFILE)
                                .setSoft(1024)
                                .setHard(4096)
                                .build(),
                        RLimit.newBuilder().setType(RLimit.Type.RLMT_CORE).build());
        assertThat(info.getLinuxInfo().getShmSize()).isEqualTo(64);
        assertThat(info.getLinuxInfo().getIpcMode()).isEqualTo(LinuxInfo.IpcMode.PRIVATE);
        assertThat(info.getLinuxInfo().getEffectiveCapabilities().getCapabilitiesList())
                .containsExactly(Capability.NET_ADMIN);
        assertThat(info.getLinuxInfo().getBoundingCapabilities().getCapabilitiesList())
                .containsExactly(Capability.NET_ADMIN, Capability.KILL);
        assertThat(container("").hasLinuxInfo()).isFalse();
        assertThat(container("").hasRlimitInfo()).isFalse();
    }

    @Test
    void everyTypeOfRlimitIsOneOfMesos() {
        assertThat(Isolation.Rlimit.TYPES)
                .map(type -> "RLMT_" + type.toUpperCase(Locale.ROOT))
                .containsExactlyInAnyOrderElementsOf(List.of(RLimit.Type.values()).stream()
                        .map(RLimit.Type::name)
                        .filter(name -> !name.equals("UNKNOWN"))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        "type": "http", "http": {"port": 80, "path": "/ok"} | type: HTTP delay_seconds: 15 interval_seconds: 10 timeout_seconds: 20 http { port: 80 path: "/ok" }
        "type": "tcp", "tcp": {"port": 80}, "delay": 0, "interval": "250ms", "timeout": 1 | type: TCP delay_seconds: 0 interval_seconds: 0.25 timeout_seconds: 1 tcp { port: 80 }
        "type": "command", "command": {"cmd": "true"} | type: COMMAND delay_seconds: 15 interval_seconds: 10 timeout_seconds: 20 command { command { value: "true" shell: true } }
        """)
    void aCheckReachesTheTask(String json, String text) throws Exception {
        TaskInfo task = task("\"check\": {" + json + "}");

        assertThat(task.getCheck()).isEqualTo(TextFormat.parse(text, CheckInfo.class));
        assertThat(task.hasHealthCheck()).isFalse();
    }

    @Test
    void discoveryReachesTheTask() throws Exception {
        assertThat(task("""
                        "discovery": {"visibility": "external", "name": "n", "environment": "prod", "location": "east", "version": "2",
                                      "ports": [{"number": 80, "name": "web", "protocol": "tcp"}, {"number": 81}], "labels": {"a": "b"}}""").getDiscovery()).isEqualTo(TextFormat.parse("""
                        visibility: EXTERNAL name: "n" environment: "prod" location: "east" version: "2"
                        ports { ports { number: 80 name: "web" protocol: "tcp" } ports { number: 81 } }
                        labels { labels { key: "a" value: "b" } }
                        """, DiscoveryInfo.class));
    }

    @Test
    void theLongestTimeReachesTheTask() {
        assertThat(task("\"max_completion_time\": \"90s\"")
                        .getMaxCompletionTime()
                        .getNanoseconds())
                .isEqualTo(90_000_000_000L);
        assertThat(task("\"labels\": {}").hasMaxCompletionTime()).isFalse();
    }

    @Test
    void secretsAreVariablesThatTheAgentResolves() throws Exception {
        CommandInfo command = TaskInfos.command(Command.shell("x")
                .withEnvironment("A", "1")
                .withSecret("B", new Secret.Reference("store/b", Optional.of("k")))
                .withSecret("C", Secret.plain("é")));

        assertThat(command.getEnvironment()).isEqualTo(TextFormat.parse("""
                variables { name: "A" value: "1" }
                variables { name: "B" type: SECRET secret { type: REFERENCE reference { name: "store/b" key: "k" } } }
                variables { name: "C" type: SECRET secret { type: VALUE value { data: "\\303\\251" } } }
                """, Environment.class));
        assertThat(Secret.plain("password").toString()).doesNotContain("password");
    }

    @Test
    void limitsReachTheTask() {
        Application app = ApplicationJson.parse("""
                {"name": "a", "resources": {"cpu": 1, "mem": 32, "limits": {"cpu": 2.5, "mem": "unlimited"}}, "command": {"cmd": "x"}}""", "x").get(0);

        TaskInfo task = task(app);

        assertThat(task.getLimitsMap().keySet()).containsExactlyInAnyOrder("cpus", "mem");
        assertThat(task.getLimitsOrThrow("cpus").getValue()).isEqualTo(2.5);
        assertThat(task.getLimitsOrThrow("mem").getValue()).isInfinite();
        assertThat(task("\"labels\": {}").getLimitsMap()).isEmpty();
    }

    @Test
    void theBuilderMakesTheSame() {
        Application built = Application.named("web")
                .cpus(0.1)
                .mem(32)
                .command("x")
                .secret("S", Secret.reference("s"))
                .container(Container.mesos("alpine:3")
                        .withVolumes(Volume.host("/mnt", "/data", Volume.Mode.RO))
                        .withNetworks(Network.named("edge")
                                .withPortMappings(new Network.PortMapping(31_000, 80, Network.Transport.TCP))))
                .check(Check.tcp(80).withTimes(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .discovery(Discovery.of(
                        Discovery.Visibility.CLUSTER, new Discovery.Port(80, Optional.empty(), Optional.empty())))
                .maxCompletionTime(Duration.ofHours(1))
                .limits(new ResourceLimits(1_000, ResourceLimits.UNLIMITED))
                .build();

        assertThat(ApplicationJson.parse("""
                        {"name": "web", "resources": {"cpu": 0.1, "mem": 32, "limits": {"cpu": 1, "mem": "unlimited"}},
                         "command": {"cmd": "x", "secrets": {"S": {"reference": {"name": "s"}}}},
                         "container": {"image": "alpine", "tag": "3",
                                       "volume": [{"container_path": "/data", "host_path": "/mnt", "mode": "ro"}],
                                       "network": [{"name": "edge", "port_mapping": [{"host_port": 31000, "container_port": 80}]}]},
                         "check": {"type": "tcp", "tcp": {"port": 80}, "delay": 0, "interval": 1, "timeout": 2},
                         "discovery": {"visibility": "cluster", "ports": [{"number": 80}]}, "max_completion_time": "1h"}""", "x")).containsExactly(built);
        assertThat(ApplicationJson.parse(ApplicationJson.write(built), "x")).containsExactly(built);
    }

    private static ContainerInfo container(String fields) {
        return task("\"container\": {" + fields + "}").getContainer();
    }

    private static TaskInfo task(String fields) {
        return task(read(fields));
    }

    private static TaskInfo task(Application application) {
        return TaskInfos.taskInfo(
                application,
                TaskID.newBuilder().setValue("web.0.x").build(),
                AgentID.newBuilder().setValue("a1").build(),
                List.of());
    }

    private static Application read(String fields) {
        String json = "{\"name\": \"web\", \"resources\": {\"cpu\": 0.1, \"mem\": 32}, \"command\": {\"cmd\": \"x\"}, "
                + fields + "}";
        return ApplicationJson.parse(json, "test.json").get(0);
    }
}
