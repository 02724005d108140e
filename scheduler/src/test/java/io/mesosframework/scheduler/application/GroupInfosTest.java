package io.mesosframework.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.Environment;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.Volume.Source.SandboxPath;
import io.mesosframework.utils.TaskIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GroupInfosTest {

    private static final FrameworkID FRAMEWORK =
            FrameworkID.newBuilder().setValue("f").build();
    private static final AgentID AGENT = AgentID.newBuilder().setValue("s").build();

    private static TaskTemplate task(double cpus, PortNeeds ports) {
        return TaskTemplate.of(ResourceNeeds.of(cpus, 32).withPorts(ports), Command.shell("run"));
    }

    private static Resource scalar(String name, double amount, String role) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(amount))
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(role))
                .build();
    }

    private static Resource ports(long... ends) {
        Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
        for (int i = 0; i < ends.length; i += 2) {
            ranges.addRangeBuilder().setBegin(ends[i]).setEnd(ends[i + 1]);
        }
        return Resource.newBuilder()
                .setName("ports")
                .setType(Value.Type.RANGES)
                .setRanges(ranges)
                .build();
    }

    private static GroupInfos.Launch launch(Application application, List<Resource> taken) {
        return GroupInfos.launch(application, "pod.0.u", FRAMEWORK, AGENT, taken);
    }

    private static Map<String, Double> amounts(List<Resource> resources) {
        Map<String, Double> amounts = new TreeMap<>();
        resources.stream()
                .filter(Resource::hasScalar)
                .forEach(resource ->
                        amounts.merge(resource.getName(), resource.getScalar().getValue(), Double::sum));
        return amounts;
    }

    private static List<Long> ports(TaskInfo task) {
        List<Long> all = new ArrayList<>();
        task.getResourcesList().stream()
                .filter(resource -> resource.getName().equals("ports"))
                .flatMap(resource -> resource.getRanges().getRangeList().stream())
                .forEach(range -> {
                    for (long port = range.getBegin(); port <= range.getEnd(); port++) {
                        all.add(port);
                    }
                });
        return all;
    }

    private static Map<String, String> variables(TaskInfo task) {
        Map<String, String> all = new TreeMap<>();
        for (Environment.Variable variable : task.getCommand().getEnvironment().getVariablesList()) {
            all.put(variable.getName(), variable.getValue());
        }
        return all;
    }

    @Test
    void eachTaskAndTheExecutorGetTheirShareOfWhatWasTaken() {
        Application pod = Application.named("pod")
                .task("web", task(0.5, PortNeeds.NONE))
                .task("log", task(0.2, PortNeeds.NONE))
                .killGrace(Duration.ofSeconds(2))
                .build();
        GroupInfos.Launch launch = launch(
                pod,
                List.of(
                        scalar("cpus", 0.6, "a"),
                        scalar("cpus", 0.2, "b"),
                        scalar("mem", 96, "a"),
                        scalar("disk", 10, "a")));

        ExecutorInfo executor = launch.executor();
        assertThat(executor.getType()).isEqualTo(ExecutorInfo.Type.DEFAULT);
        assertThat(executor.getExecutorId().getValue()).isEqualTo("pod.0.u");
        assertThat(executor.getFrameworkId()).isEqualTo(FRAMEWORK);
        assertThat(executor.hasCommand()).isFalse();
        assertThat(amounts(executor.getResourcesList())).isEqualTo(Map.of("cpus", 0.1, "mem", 32.0, "disk", 10.0));
        TaskInfo web = launch.tasks().get(0);
        TaskInfo log = launch.tasks().get(1);
        assertThat(amounts(web.getResourcesList())).isEqualTo(Map.of("cpus", 0.5, "mem", 32.0));
        // Out of two pieces of the agent's, each of which keeps whose it is.
        assertThat(log.getResourcesList())
                .filteredOn(resource -> resource.getName().equals("cpus"))
                .containsExactly(scalar("cpus", 0.1, "a"), scalar("cpus", 0.1, "b"));
        assertThat(web.getName()).isEqualTo("pod.web");
        assertThat(web.getAgentId()).isEqualTo(AGENT);
        assertThat(web.getKillPolicy().getGracePeriod().getNanoseconds()).isEqualTo(2_000_000_000L);
        assertThat(web.hasExecutor()).isFalse();
        assertThat(web.hasContainer()).isFalse();
    }

    @Test
    void idsAreReadFromTheRightAndNamedAfterTheGroups() {
        Application pod = Application.named("a.0.b")
                .task("x-y", task(0.1, PortNeeds.NONE))
                .build();
        String group = new TaskIds("a.0.b", 7, "12345").text();
        GroupInfos.Launch launch = GroupInfos.launch(
                pod,
                group,
                FRAMEWORK,
                AGENT,
                List.of(scalar("cpus", 1, "*"), scalar("mem", 64, "*"), scalar("disk", 10, "*")));
        String id = launch.tasks().get(0).getTaskId().getValue();
        assertThat(id).isEqualTo("a.0.b.7.12345-x-y");
        TaskIds read = TaskIds.parse(id).orElseThrow();
        assertThat(read.application()).isEqualTo("a.0.b");
        assertThat(read.slot()).isEqualTo(7);
        assertThat(GroupInfos.groupPart(read.unique())).isEqualTo("12345");
    }

    @Test
    void theLongestNamesMakeAnIdThatMesosTakes() {
        String id = GroupInfos.taskId(
                new TaskIds("a".repeat(128), 999_999, Long.toUnsignedString(-1, 36)).text(), "b".repeat(40));
        assertThat(id.length()).isLessThan(255);
        assertThat(TaskIds.parse(id)).isPresent();
    }

    @Test
    void eachTaskIsToldItsOwnPorts() {
        Application pod = Application.named("pod")
                .task("any", task(0.1, PortNeeds.any(2)))
                .task("fixed", task(0.1, new PortNeeds(List.of(31_001), 1, false)))
                .build();
        assertThat(pod.resources().ports()).isEqualTo(new PortNeeds(List.of(31_001), 3, false));
        List<TaskInfo> tasks = launch(
                        pod,
                        List.of(
                                scalar("cpus", 1, "*"),
                                scalar("mem", 96, "*"),
                                scalar("disk", 10, "*"),
                                ports(31_000, 31_002),
                                ports(31_005, 31_005)))
                .tasks();
        assertThat(ports(tasks.get(0))).containsExactly(31_000L, 31_002L);
        assertThat(variables(tasks.get(0))).isEqualTo(Map.of("PORT0", "31000", "PORT1", "31002"));
        assertThat(ports(tasks.get(1))).containsExactlyInAnyOrder(31_001L, 31_005L);
        assertThat(variables(tasks.get(1))).isEqualTo(Map.of("PORT0", "31001", "PORT1", "31005"));
    }

    @Test
    void whereOnesPortsFollowEachOtherThoseOfAllDo() {
        Application pod = Application.named("pod")
                .task("one", task(0.1, PortNeeds.any(1)))
                .task("row", task(0.1, PortNeeds.contiguous(3)))
                .build();
        assertThat(pod.resources().ports()).isEqualTo(PortNeeds.contiguous(4));
        List<TaskInfo> tasks = launch(
                        pod,
                        List.of(
                                scalar("cpus", 1, "*"),
                                scalar("mem", 96, "*"),
                                scalar("disk", 10, "*"),
                                ports(31_004, 31_007)))
                .tasks();
        assertThat(ports(tasks.get(1))).containsExactly(31_005L, 31_006L, 31_007L);
    }

    @Test
    void limitsOfOneGiveAllCgroupsOfTheirOwn() {
        Application pod = Application.named("pod")
                .task("limited", task(0.1, PortNeeds.NONE).withLimits(new ResourceLimits(200, 0)))
                .task("other", task(0.1, PortNeeds.NONE))
                .build();
        List<TaskInfo> tasks = launch(
                        pod, List.of(scalar("cpus", 1, "*"), scalar("mem", 96, "*"), scalar("disk", 10, "*")))
                .tasks();
        assertThat(tasks)
                .allMatch(task -> task.getContainer().getType() == ContainerInfo.Type.MESOS
                        && task.getContainer().getLinuxInfo().hasShareCgroups()
                        && !task.getContainer().getLinuxInfo().getShareCgroups());
        assertThat(tasks.get(0).getLimitsMap()).containsOnlyKeys("cpus");
    }

    @Test
    void aFolderIsSharedThroughTheExecutorsSandbox() {
        TaskTemplate shares = task(0.1, PortNeeds.NONE)
                .withContainer(Container.mesos().withVolumes(Volume.shared("common", "data", Volume.Mode.RO)));
        Application pod = Application.named("pod").task("a", shares).build();
        TaskInfo task = launch(pod, List.of(scalar("cpus", 1, "*"), scalar("mem", 64, "*"), scalar("disk", 10, "*")))
                .tasks()
                .get(0);
        SandboxPath path = task.getContainer().getVolumes(0).getSource().getSandboxPath();
        assertThat(path.getType()).isEqualTo(SandboxPath.Type.PARENT);
        assertThat(path.getPath()).isEqualTo("common");
        assertThat(task.getContainer().getVolumes(0).getContainerPath()).isEqualTo("data");
    }

    @Test
    void lessThanNeededIsNoLaunch() {
        Application pod =
                Application.named("pod").task("a", task(0.5, PortNeeds.any(1))).build();
        assertThatThrownBy(() ->
                        launch(pod, List.of(scalar("cpus", 0.5, "*"), scalar("mem", 64, "*"), scalar("disk", 10, "*"))))
                .isInstanceOf(IllegalStateException.class);
    }
}
