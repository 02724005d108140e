package io.mesosframework.embedded.internal.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.embedded.internal.master.MasterDriver.Stream;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Each rule of PROTOCOL B76-B92 once: what a task says, and what it is told. */
class TaskValidationTest {

    private static final String CPUS = "{'name':'cpus','type':'SCALAR','scalar':{'value':%s}}";
    private static final String SMALL =
            "'resources':[" + CPUS.formatted("1") + ",{'name':'mem','type':'SCALAR','scalar':{'value':64}}]";
    private static final String COMMAND = "'command':{'value':'true'}";

    private final MasterDriver driver = new MasterDriver();

    {
        driver.agent(0);
    }

    private final Stream stream = driver.subscribe(MasterDriver.info());
    private final Offer offer = stream.offers().get(0);

    /** A task of these fields, and of the others that it needs. */
    private TaskInfo task(String fields) {
        ObjectNode task = json("{" + fields + "}");
        ObjectNode usual = json("{'name':'t','task_id':{'value':'t'},'agent_id':{'value':'"
                + offer.getAgentId().getValue() + "'}," + SMALL
                + (task.has("executor") ? "}" : "," + COMMAND + "}"));
        usual.setAll(task);
        return decode(usual.toString(), TaskInfo.getDefaultInstance());
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    private <M extends com.google.protobuf.Message> M decode(String json, M prototype) {
        String text = json.replace('\'', '"')
                .replace("FRAMEWORK", stream.frameworkId().getValue());
        return Codec.JSON.decode(text.getBytes(StandardCharsets.UTF_8), prototype);
    }

    private List<TaskStatus> told(Operation operation) {
        driver.call(
                stream,
                Call.newBuilder()
                        .setType(Call.Type.ACCEPT)
                        .setAccept(Call.Accept.newBuilder()
                                .addOfferIds(offer.getId())
                                .addOperations(operation)));
        return stream.updates();
    }

    private String launched(TaskInfo task) {
        Operation.Builder launch = Operation.newBuilder().setType(Operation.Type.LAUNCH);
        launch.getLaunchBuilder().addTaskInfos(task);
        List<TaskStatus> told = told(launch.build());
        return told.isEmpty() ? "launched" : told.get(0).getMessage();
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '`', maxCharsPerColumn = 4096, textBlock = """
'task_id':{'value':''} => ID must not be empty
'task_id':{'value':'a/b'} => 'a/b' contains invalid characters
'agent_id':{'value':'S9'} => Task uses invalid agent S9 while agent 5c1a2d3e-0000-4000-8000-000000000001-S0 is expected
'kill_policy':{'grace_period':{'nanoseconds':-1}} => Task's 'kill_policy.grace_period' must be non-negative
'max_completion_time':{'nanoseconds':-1} => Task's `max_completion_time` must be non-negative
'check':{} => Task uses invalid check: CheckInfo must specify 'type'
'check':{'type':'UNKNOWN'} => Task uses invalid check: 'UNKNOWN' is not a valid check type
'check':{'type':'TCP'} => Task uses invalid check: Expecting 'tcp' to be set for TCP check
'check':{'type':'HTTP','http':{'port':1,'path':'a'}} => Task uses invalid check: The path 'a' of HTTP check must start with '/'
'check':{'type':'COMMAND','command':{'command':{}}} => Task uses invalid check: Command check must contain 'shell command'
'check':{'type':'TCP','tcp':{'port':1},'delay_seconds':-1} => Task uses invalid check: Expecting 'delay_seconds' to be non-negative
'health_check':{} => Task uses invalid health check: HealthCheck must specify 'type'
'health_check':{'type':'COMMAND','command':{'shell':false}} => Task uses invalid health check: Command health check must contain 'executable path'
'health_check':{'type':'HTTP','http':{'port':1,'scheme':'ftp'}} => Task uses invalid health check: Unsupported HTTP health check scheme: 'ftp'
'health_check':{'type':'TCP','tcp':{'port':1},'grace_period_seconds':-1} => Task uses invalid health check: Expecting 'grace_period_seconds' to be non-negative
'resources':[] => Task uses no resources
'resources':[{'name':'gpus','type':'SCALAR','scalar':{'value':0.5}}] => Task uses invalid resources: Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer
'resources':[{'name':'disk','type':'SCALAR','scalar':{'value':1},'disk':{}}] => Task uses invalid resources: Invalid DiskInfo: DiskInfo is set but empty
'resources':[{'name':'cpus','type':'SCALAR','scalar':{'value':1}},{'name':'cpus','type':'SCALAR','scalar':{'value':1},'revocable':{}}] => Task mixes revocable and non-revocable resources: Cannot use both revocable and non-revocable 'cpus' at the same time
'resources':[{'name':'cpus','type':'SCALAR','scalar':{'value':1},'allocation_info':{'role':'a'}},{'name':'mem','type':'SCALAR','scalar':{'value':1},'allocation_info':{'role':'b'}}] => Invalid task resources: The resources have multiple allocation roles ('b' and 'a') but only one allocation role is allowed
'resources':[{'name':'cpus','type':'SCALAR','scalar':{'value':5}}] => Total resources cpus(allocated: *):5 required by task and its executor is more than available ports(allocated: *):[31000-31999]; cpus(allocated: *):4; mem(allocated: *):4096; disk(allocated: *):10000
'command':{'value':'true','environment':{'variables':[{'name':'A'}]}} => Task's `CommandInfo` is invalid: Environment variable 'A' of type 'VALUE' must have a value set
'command':{'value':'true','environment':{'variables':[{'name':'A','type':'SECRET','secret':{'type':'REFERENCE','reference':{'name':'r'},'value':{'data':'YQ=='}}}]}} => Task's `CommandInfo` is invalid: Environment variable 'A' specifies an invalid secret: Secret 'r' of type REFERENCE must not have the 'value' field set
'command':{'value':'true','environment':{'variables':[{'name':'A','type':'SECRET','secret':{'type':'VALUE','value':{'data':'AA=='}}}]}} => Task's `CommandInfo` is invalid: Environment variable 'A' specifies a secret containing null bytes, which is not allowed in the environment
'container':{'type':'MESOS','volumes':[{'mode':'RW','container_path':'v'}]} => Task's `ContainerInfo` is invalid: Invalid volume: Only one of them should be set: 'host_path', 'image' and 'source'
'container':{'type':'MESOS','volumes':[{'mode':'RW','container_path':'v','source':{'type':'CSI_VOLUME','csi_volume':{'plugin_name':'p'}}}]} => Task's `ContainerInfo` is invalid: Invalid volume: 'source.csi_volume.static_provisioning' is not set for CSI volume
'container':{'type':'DOCKER'} => Task's `ContainerInfo` is invalid: DockerInfo 'docker' is not set for DOCKER typed ContainerInfo
'container':{'type':'DOCKER','docker':{'image':'i','parameters':[{'key':'name','value':'n'}]}} => Task's `ContainerInfo` is invalid: Parameter in DockerInfo must not be 'name'
'limits':{'gpus':{'value':1}} => Only cpus and mem may be included in a task's resource limits
'limits':{'cpus':{'value':0.5}} => The cpu limit must be greater than or equal to the cpu request
'limits':{'mem':{'value':63.9}} => The memory limit must be greater than or equal to the memory request
'limits':{'mem':{'value':64}},'resources':[{'name':'cpus','type':'SCALAR','scalar':{'value':1}}] => When a memory limit is specified, a memory request must also be specified
'container':{'type':'MESOS','linux_info':{'share_cgroups':false}} => Only tasks in a task group may have 'share_cgroups' set to 'false'
'executor':{'executor_id':{'value':'e'}},'command':{'value':'true'} => Task should have at least one (but not both) of CommandInfo or ExecutorInfo present
'executor':{'executor_id':{'value':'e'},'type':'DEFAULT'} => 'ExecutorInfo.type' must be 'CUSTOM'
'executor':{'executor_id':{'value':'e'}} => 'ExecutorInfo.command' must be set
'executor':{'executor_id':{'value':'e'},'type':'CUSTOM'} => 'ExecutorInfo.command' must be set for 'CUSTOM' executor
'executor':{'executor_id':{'value':'..'},'command':{}} => '..' is disallowed
'executor':{'executor_id':{'value':'e'},'command':{},'framework_id':{'value':'f'}} => ExecutorInfo has an invalid FrameworkID (Actual: f vs Expected: FRAMEWORK)
'executor':{'executor_id':{'value':'e'},'command':{},'shutdown_grace_period':{'nanoseconds':-1}} => ExecutorInfo's 'shutdown_grace_period' must be non-negative
'executor':{'executor_id':{'value':'e'},'command':{},'container':{'type':'MESOS','linux_info':{'share_cgroups':true}}} => The 'share_cgroups' field cannot be set to 'true' on executor containers
'executor':{'executor_id':{'value':'e'},'command':{},'resources':[{'name':'cpus','type':'SCALAR','scalar':{'value':1},'revocable':{}}]} => Task and its executor mix revocable and non-revocable resources: Cannot use both revocable and non-revocable 'cpus' at the same time
'executor':{'executor_id':{'value':'e'},'command':{},'resources':[{'name':'cpus','type':'SCALAR','scalar':{'value':4}}]} => Total resources cpus(allocated: *):5; mem(allocated: *):64 required by task and its executor is more than available ports(allocated: *):[31000-31999]; cpus(allocated: *):4; mem(allocated: *):4096; disk(allocated: *):10000
'limits':{'mem':{'value':64.5}},'resources':[{'name':'mem','type':'SCALAR','scalar':{'value':64.9}}] => launched
""")
    void aTaskIsTold(String fields, String message) {
        assertThat(launched(task(fields)))
                .isEqualTo(message.replace("FRAMEWORK", stream.frameworkId().getValue()));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '`', maxCharsPerColumn = 4096, textBlock = """
'type':'DEFAULT' | 'task_id':{'value':'..'} => Task '..' is invalid: '..' is disallowed
'type':'DEFAULT' | 'container':{'type':'DOCKER','docker':{'image':'i'}} => Task 't' is invalid: Docker ContainerInfo is not supported on the task
'type':'DEFAULT' | 'limits':{'cpus':{'value':1}} => Task 't' is invalid: Resource limits may only be set for tasks within a task group when the 'share_cgroups' field is set to 'false'.
'type':'DEFAULT' | 'container':{'type':'MESOS','network_infos':[{}]},'health_check':{'type':'TCP','tcp':{'port':1}} => Task 't' is invalid: HTTP and TCP health checks are not supported for nested containers not joining parent's network
'type':'DEFAULT','command':{} | 'name':'t' => 'ExecutorInfo.command' must not be set for 'DEFAULT' executor
'type':'DEFAULT','container':{'type':'DOCKER'} | 'name':'t' => 'ExecutorInfo.container.type' must be 'MESOS' for 'DEFAULT' executor
'command':{} | 'name':'t' => 'ExecutorInfo.type' must be set
'type':'UNKNOWN' | 'name':'t' => Unknown executor type
'type':'CUSTOM','command':{},'container':{'type':'DOCKER','docker':{'image':'i'}} | 'name':'t' => Docker ContainerInfo is not supported on the executor
'type':'DEFAULT' | 'executor':{'executor_id':{'value':'other'}},'command':{'value':'true'} => The `ExecutorInfo` of task 't' is different from executor 'e'
'type':'DEFAULT','container':{'type':'MESOS','linux_info':{'share_cgroups':true}} | 'name':'t' => The 'share_cgroups' field cannot be set to 'true' on executor containers
'type':'DEFAULT' | 'container':{'type':'MESOS','linux_info':{'share_cgroups':false}} => If set, the value of 'share_cgroups' must be the same for all tasks in each task group and under a single executor
""")
    void aGroupIsTold(String both, String message) {
        String[] parts = both.split(" \\| ");
        assertThat(grouped(
                        parts[0],
                        CPUS.formatted("1") + ",{'name':'mem','type':'SCALAR','scalar':{'value':32}},"
                                + "{'name':'disk','type':'SCALAR','scalar':{'value':1}}",
                        parts[1]))
                .containsExactly(message, message); // all of it, B69
    }

    @ParameterizedTest
    @CsvSource({
        "0.009, 32, 1, less CPUs (0.009) than the minimum required (0.01)",
        "0, 32, 1, less CPUs (None) than the minimum required (0.01)",
        "1, 31.9, 1, less memory (31MB) than the minimum required (32MB)",
        "1, 32, 0, no disk"
    })
    void aGroupsExecutorHasALittleOfEach(String cpus, String mem, String disk, String message) {
        assertThat(grouped(
                        "'type':'DEFAULT'",
                        CPUS.formatted(cpus) + ",{'name':'mem','type':'SCALAR','scalar':{'value':" + mem
                                + "}},{'name':'disk','type':'SCALAR','scalar':{'value':" + disk + "}}",
                        "'labels':{}"))
                .contains("Executor 'e' uses " + message);
    }

    /** A group of a good task and that one. */
    private List<String> grouped(String executor, String resources, String task) {
        Operation.Builder group = Operation.newBuilder().setType(Operation.Type.LAUNCH_GROUP);
        group.getLaunchGroupBuilder()
                .setExecutor(decode(
                        "{'executor_id':{'value':'e'},'framework_id':{'value':'FRAMEWORK'},'resources':[" + resources
                                + "]," + executor + "}",
                        ExecutorInfo.getDefaultInstance()))
                .getTaskGroupBuilder()
                .addTasks(task("'task_id':{'value':'good'}"))
                .addTasks(task(task));
        return told(group.build()).stream().map(TaskStatus::getMessage).toList();
    }

    @Test
    void anExecutorIsTheSameWhateverTheOrderOfItsResources() {
        String executor = "'executor':{'executor_id':{'value':'e'},'command':{},'resources':[%s,%s]}";
        String mem = "{'name':'mem','type':'SCALAR','scalar':{'value':64}}";
        Operation.Builder launch = Operation.newBuilder().setType(Operation.Type.LAUNCH);
        launch.getLaunchBuilder()
                .addTaskInfos(task("'task_id':{'value':'a'}," + executor.formatted(CPUS.formatted("1"), mem)))
                .addTaskInfos(task("'task_id':{'value':'b'}," + executor.formatted(mem, CPUS.formatted("1"))));
        assertThat(told(launch.build())).isEmpty();
        assertThat(driver.told(ToAgent.RunTask.class)).hasSize(2);
    }
}
