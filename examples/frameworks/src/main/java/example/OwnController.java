package example;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import java.nio.file.Path;
import java.time.Duration;

/** A framework with the event controller {@link Quarantine}. {@code java example.OwnController 10.0.0.1:5050 controller.json} */
public final class OwnController {

    public static void main(String[] arguments) throws Exception {
        try (Framework framework = Framework.named("own-controller")
                .masters(arguments[0])
                .controller(new Quarantine())
                .start()) {
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
                    .forEach(slot -> System.out.println(slot.key() + " "
                            + slot.state().word() + " on " + slot.currentTask().agent()));
            framework.teardown().join();
        }
    }
}
