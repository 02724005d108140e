package example;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A framework whose tasks find in a persistent volume what earlier tasks of their slot wrote, and that goes on where it stopped.
 * {@code java example.Stateful 10.0.0.1:5050 stateful.json stateful.db}
 */
public final class Stateful {

    public static void main(String[] arguments) throws Exception {
        try (SqliteStorage storage = SqliteStorage.open(Path.of(arguments[2]));
                Framework framework = Framework.named("stateful")
                        .masters(arguments[0])
                        .roles("diaries")
                        .storage(storage)
                        .start()) {
            List<Application> applications = ApplicationJson.read(Path.of(arguments[1]));
            for (Application application : applications) {
                framework.put(application).join();
            }
            framework.await(
                    tasks ->
                            tasks.slots().stream().allMatch(slot -> slot.state().isDone()),
                    Duration.ofMinutes(5));
            framework
                    .tasks()
                    .slots()
                    .forEach(slot -> System.out.println(
                            slot.key() + " " + slot.state().word() + " after " + slot.failures() + " failures"));
            // An application that was deleted is there until its volumes are destroyed; a teardown would leave them on
            // the agents.
            for (Application application : applications) {
                framework.delete(application.name()).join();
            }
            framework.await(tasks -> tasks.specifications().isEmpty(), Duration.ofMinutes(1));
            framework.teardown().join();
        }
    }
}
