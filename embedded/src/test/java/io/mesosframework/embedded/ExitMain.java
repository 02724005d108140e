package io.mesosframework.embedded;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.protocol.Offer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/** Runs a task that would run for ten minutes, and never closes its cluster. */
final class ExitMain {

    private ExitMain() {}

    /** @param arguments how to end, and a folder: there the task writes its `pid`, and this that it is `told` */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        EmbeddedMesos mesos = EmbeddedMesos.builder().start();
        RawFramework framework =
                new RawFramework(mesos, Codec.PROTOBUF, RawFramework.info().setUser(System.getProperty("user.name")));
        Offer offer = framework.offer(0);
        framework.launch(
                offer,
                RawFramework.task(
                        "t", offer, "echo $$ > %1$s/pid.new; mv %1$s/pid.new %1$s/pid; sleep 600".formatted(folder)));
        Awaitility.await().atMost(RawFramework.LIMIT).until(() -> Files.exists(folder.resolve("pid")));
        Files.writeString(folder.resolve("told"), "the task runs");
        switch (arguments[0]) {
            case "exit" -> System.exit(0);
            case "exit-on-loop" -> {
                EmbeddedMesos.Registration unused = mesos.onChange(() -> System.exit(0));
                mesos.killMaster(0);
            }
            default -> new CountDownLatch(1).await();
        }
    }
}
