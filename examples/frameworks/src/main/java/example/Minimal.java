package example;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import java.nio.file.Path;
import java.time.Duration;

/** Runs the applications of a file to their end. {@code java example.Minimal 10.0.0.1:5050 minimal.json} */
public final class Minimal {

    public static void main(String[] arguments) throws Exception {
        try (Framework framework =
                Framework.named("minimal").masters(arguments[0]).start()) {
            for (Application application : ApplicationJson.read(Path.of(arguments[1]))) {
                framework.put(application).join();
            }
            framework.await(
                    tasks ->
                            tasks.slots().stream().allMatch(slot -> slot.state().isDone()),
                    Duration.ofMinutes(5));
            framework
                    .tasks()
                    .slots()
                    .forEach(slot ->
                            System.out.println(slot.key() + " " + slot.state().word()));
            framework.teardown().join();
        }
    }
}
