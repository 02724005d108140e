package io.mesosframework.server.api;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkBuilder;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.server.MesosServer;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The API over a framework on an embedded Mesos of one agent, whose tasks run for ever. */
final class ApiFixture implements AutoCloseable {

    final EmbeddedMesos mesos =
            EmbeddedMesos.builder().agents(1).simulatedTasks(TaskScript.runs()).start();
    private final FrameworkServing serving = FrameworkServing.open();
    final Framework framework;
    final MesosServer server;
    final ApiClient client;

    ApiFixture() {
        this(builder -> builder);
    }

    ApiFixture(UnaryOperator<FrameworkBuilder> more) {
        framework = more.apply(Framework.named("api").masters(mesos.master()))
                .listener(serving.listener())
                .start();
        server = serving.mount(MesosServer.builder(), ApiSource.of(framework)).start();
        client = new ApiClient(server);
    }

    static String app(String name, int instances) {
        return app(name, instances, 0.1);
    }

    static String app(String name, int instances, double cpus) {
        return "{'name':'" + name + "','instances':" + instances + ",'command':{'cmd':'run'},'resources':{'cpu':" + cpus
                + ",'mem':32}}";
    }

    /** Deploys what runs, and waits for that. */
    void run(String name, int instances) throws Exception {
        run(name, instances, app(name, instances));
    }

    /** @param application its JSON, with single quotes for double ones */
    void run(String name, int instances, String application) throws Exception {
        client.expect(201, "PUT", "/v1/api/app", application);
        await(tasks -> tasks.slotsOf(name).stream()
                        .filter(slot -> slot.state() == SlotState.RUNNING)
                        .count()
                == instances);
    }

    void await(Predicate<TaskView> condition) throws InterruptedException {
        framework.await(condition, Duration.ofSeconds(30));
    }

    String taskOf(String slot) {
        return framework.tasks().slotNamed(slot).orElseThrow().currentTask().id();
    }

    @Override
    public void close() {
        serving.close();
        server.close();
        framework.close();
        mesos.close();
    }
}
