package example;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Command;
import io.mesosframework.scheduler.application.CustomExecutor;
import io.mesosframework.scheduler.application.Uri;
import io.mesosframework.server.MesosServer;
import io.mesosframework.server.artifacts.ArtifactFiles;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A framework that hands its agents the executor {@link Factors}, packed with its libraries, and runs all its tasks in it.
 * {@code java example.OwnExecutor 10.0.0.1:5050 factors.zip}
 */
public final class OwnExecutor {

    public static void main(String[] arguments) throws Exception {
        String here = InetAddress.getLoopbackAddress().getHostAddress(); // elsewhere, an address that agents reach
        ArtifactFiles files = ArtifactFiles.none().file("/factors.zip", Path.of(arguments[1]));
        try (MesosServer server = MesosServer.builder()
                        .listen(here, 0)
                        .insecure(true)
                        .routes(files.routes())
                        .start();
                Framework framework =
                        Framework.named("own-executor").masters(arguments[0]).start()) {
            Command java = Command.shell("exec java -Xmx64m -XX:+UseSerialGC -cp 'lib/*' example.Factors");
            CustomExecutor executor = CustomExecutor.of("factors", java.withUri(Uri.of(server.uri() + "/factors.zip")));
            for (String number : new String[] {"28", "97", "360"}) {
                framework
                        .put(Application.named("of-" + number)
                                .cpus(0.1)
                                .mem(16)
                                .command(number)
                                .executor(executor)
                                .build())
                        .join();
            }
            framework.await(
                    tasks ->
                            tasks.slots().stream().allMatch(slot -> slot.state().isDone()),
                    Duration.ofMinutes(5));
            framework
                    .tasks()
                    .slots()
                    .forEach(slot ->
                            System.out.println(slot.key() + " " + slot.ending().message()));
            framework.teardown().join();
        }
    }
}
