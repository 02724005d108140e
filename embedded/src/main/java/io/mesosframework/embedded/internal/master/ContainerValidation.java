package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.Volume;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be wrong with a container, in Mesos' words (PROTOCOL B92). */
final class ContainerValidation {

    private ContainerValidation() {}

    static Optional<String> problem(ContainerInfo container) {
        Optional<String> volume = container.getVolumesList().stream()
                .flatMap(v -> problem(v).stream())
                .findFirst()
                .map(problem -> "Invalid volume: " + problem);
        if (volume.isPresent() || container.getType() != ContainerInfo.Type.DOCKER) {
            return volume;
        }
        if (!container.hasDocker()) {
            return Optional.of("DockerInfo 'docker' is not set for DOCKER typed ContainerInfo");
        }
        return container.getDocker().getParametersList().stream()
                        .anyMatch(p -> p.getKey().equals("name"))
                ? Optional.of("Parameter in DockerInfo must not be 'name'")
                : Optional.empty();
    }

    private static Optional<String> problem(Volume volume) {
        long places = Stream.of(volume.hasHostPath(), volume.hasImage(), volume.hasSource())
                .filter(set -> set)
                .count();
        if (places != 1) {
            return Optional.of("Only one of them should be set: 'host_path', 'image' and 'source'");
        }
        if (!volume.hasSource()) {
            return Optional.empty();
        }
        Volume.Source source = volume.getSource();
        return switch (source.getType()) {
            case DOCKER_VOLUME -> need(source.hasDockerVolume(), "docker_volume", "DOCKER_VOLUME");
            case HOST_PATH -> need(source.hasHostPath(), "host_path", "HOST_PATH");
            case SANDBOX_PATH -> need(source.hasSandboxPath(), "sandbox_path", "SANDBOX_PATH");
            case SECRET -> need(source.hasSecret(), "secret", "SECRET");
            case CSI_VOLUME ->
                need(source.hasCsiVolume(), "csi_volume", "CSI")
                        .or(() -> need(
                                source.getCsiVolume().hasStaticProvisioning(),
                                "csi_volume.static_provisioning",
                                "CSI"));
            case UNKNOWN -> Optional.of("'source.type' is unknown");
        };
    }

    private static Optional<String> need(boolean has, String field, String type) {
        return has ? Optional.empty() : Optional.of("'source." + field + "' is not set for " + type + " volume");
    }
}
