package example;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.Application;
import java.time.Duration;

/** Runs three tasks on a Mesos that it starts itself, and waits for their end. */
public final class Hello {

    public static void main(String[] arguments) throws Exception {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().agents(3).start();
                Framework framework = Framework.named("hello").masters(mesos.master()).start()) {
            framework.put(Application.named("greet").instances(3).cpus(0.1).mem(32).command("echo hello").build());
            framework.await(
                    tasks -> tasks.slotsOf("greet").stream().filter(slot -> slot.state().isDone()).count() == 3,
                    Duration.ofMinutes(1));
            framework.tasks().slots().forEach(slot -> System.out.println(slot.key() + " " + slot.state().word()));
        }
    }
}
