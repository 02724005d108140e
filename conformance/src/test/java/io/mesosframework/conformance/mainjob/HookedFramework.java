package io.mesosframework.conformance.mainjob;

import io.mesosframework.http.HttpTransport;
import io.mesosframework.http.Transport;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.sqlite.SqliteStorage;
import io.mesosframework.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A program that deploys an application of two slots, updates it and takes one slot away; started again after it was killed, it goes on
 * where it was. Arguments: the master, a folder, the framework's name, and the moment to die at.
 */
final class HookedFramework {
    static final String APPLICATION = "hooked";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private HookedFramework() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        Hooks hooks = new Hooks(Integer.parseInt(arguments[3]));
        try (Storage storage = hooks.on(SqliteStorage.open(folder.resolve("state.db")));
                Transport transport = hooks.on(HttpTransport.builder().build());
                Framework framework = Framework.named(arguments[2])
                        .masters(arguments[0])
                        .storage(storage)
                        .transport(transport)
                        .failoverTimeout(Duration.ofMinutes(10))
                        .start()) {
            if (framework.tasks().specification(APPLICATION).isEmpty()) {
                framework.put(application(folder, "first", 2)).join();
            }
            if (command(framework.tasks()).contains("first")) {
                framework.await(tasks -> areUp(tasks, "first", 2), PATIENCE);
                framework.put(application(folder, "second", 2)).join();
            }
            if (instances(framework.tasks()) == 2) {
                framework.await(tasks -> areUp(tasks, "second", 2), PATIENCE);
            }
            framework.put(application(folder, "second", 1)).join();
            framework.await(tasks -> framework.isReconciled() && areUp(tasks, "second", 1), PATIENCE);
            framework.delete("").join(); // whatever was under way is durable and told by now
            System.out.println("moments " + hooks.moments());
        }
    }

    private static Application application(Path folder, String version, int instances) {
        return Application.named(APPLICATION)
                .instances(instances)
                .cpus(0.05)
                .mem(16)
                .command("echo " + version + " $MESOS_EXECUTOR_ID >> " + folder.resolve("started") + "; exec sleep 600")
                .restart(Restart.ALWAYS)
                .build();
    }

    private static Optional<Application> present(TaskView tasks) {
        return tasks.specification(APPLICATION).map(Specification::application);
    }

    private static String command(TaskView tasks) {
        return present(tasks).map(Application::toString).orElse("");
    }

    private static int instances(TaskView tasks) {
        return present(tasks).map(Application::instances).orElse(0);
    }

    private static boolean areUp(TaskView tasks, String version, int instances) {
        return command(tasks).contains("echo " + version)
                && tasks.slots().size() == instances
                && tasks.slots().stream().allMatch(slot -> isUp(slot, tasks));
    }

    private static boolean isUp(Slot slot, TaskView tasks) {
        return slot.state() == SlotState.RUNNING
                && slot.version()
                        >= tasks.specification(APPLICATION).orElseThrow().taskVersion();
    }
}
