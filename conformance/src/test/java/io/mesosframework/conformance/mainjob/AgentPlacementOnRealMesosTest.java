package io.mesosframework.conformance.mainjob;

import io.mesosframework.conformance.RealPart;
import io.mesosframework.testing.mesos.RealMesos;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

@RealPart("filters, constraints and strategies, by the agents that tasks run on")
final class AgentPlacementOnRealMesosTest extends AgentPlacement {

    private final Path folder = temporaryFolder();
    private final RealMesos mesos = start();

    private RealMesos start() {
        for (int i = 0; i < ATTRIBUTES.size(); i++) {
            write("attributes-" + (i + 1), ATTRIBUTES.get(i));
            write("domain-" + (i + 1), domain(i));
        }
        return RealMesos.builder()
                .agents(ATTRIBUTES.size())
                .hostname("host%d")
                .attributes("file://" + folder.resolve("attributes-%d"))
                .masterFlags("--allocation_interval=100ms --domain=file://" + write("domain", domain(0)))
                .agentFlags("--domain=file://" + folder.resolve("domain-%d"))
                .start();
    }

    private static String domain(int agent) {
        return "{\"fault_domain\":{\"region\":{\"name\":\"" + REGIONS.get(agent) + "\"},\"zone\":{\"name\":\""
                + ZONES.get(agent) + "\"}}}";
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("agent-placement");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void closeMesos() {
        mesos.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    String master() {
        return mesos.master();
    }
}
