package io.mesosframework.scheduler.application;

import io.mesosframework.protocol.CapabilityInfo;
import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.ContainerInfo.DockerInfo;
import io.mesosframework.protocol.Image;
import io.mesosframework.protocol.LinuxInfo;
import io.mesosframework.protocol.NetworkInfo;
import io.mesosframework.protocol.Parameter;
import io.mesosframework.protocol.RLimitInfo;
import io.mesosframework.protocol.TTYInfo;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Containers in Mesos' own messages. */
final class ContainerInfos {

    private static final Map<String, DockerInfo.Network> MODES = Map.of(
            "host", DockerInfo.Network.HOST,
            "bridge", DockerInfo.Network.BRIDGE,
            "none", DockerInfo.Network.NONE);

    private ContainerInfos() {}

    static ContainerInfo container(Container container) {
        ContainerInfo.Builder info = ContainerInfo.newBuilder();
        container.volumes().forEach(volume -> info.addVolumes(volume(volume)));
        if (container.type() == Container.Type.DOCKER) {
            info.setType(ContainerInfo.Type.DOCKER).setDocker(docker(container));
            container.networks().stream()
                    .filter(network -> !MODES.containsKey(network.name().orElse("bridge")))
                    .forEach(network ->
                            info.addNetworkInfos(network(network).toBuilder().clearPortMappings()));
            return info.build();
        }
        info.setType(ContainerInfo.Type.MESOS);
        ContainerInfo.MesosInfo.Builder mesos = info.getMesosBuilder();
        container
                .image()
                .ifPresent(name -> mesos.getImageBuilder()
                        .setType(Image.Type.DOCKER)
                        .setDocker(Image.Docker.newBuilder().setName(name))
                        .setCached(!container.forcePull()));
        container.networks().forEach(network -> info.addNetworkInfos(network(network)));
        isolate(info, container.isolation());
        return info.build();
    }

    private static DockerInfo docker(Container container) {
        DockerInfo.Builder docker = DockerInfo.newBuilder()
                .setImage(container.image().orElseThrow())
                .setForcePullImage(container.forcePull())
                .setPrivileged(container.privileged())
                .setNetwork(DockerInfo.Network.HOST);
        container
                .parameters()
                .forEach(parameter -> docker.addParameters(parameter(parameter.key(), parameter.value())));
        for (Network network : container.networks()) {
            docker.setNetwork(MODES.getOrDefault(network.name().orElse("bridge"), DockerInfo.Network.USER));
            network.portMappings()
                    .forEach(mapping -> docker.addPortMappings(DockerInfo.PortMapping.newBuilder()
                            .setHostPort(mapping.hostPort())
                            .setContainerPort(mapping.containerPort())
                            .setProtocol(protocol(mapping))));
        }
        return docker.build();
    }

    private static NetworkInfo network(Network network) {
        NetworkInfo.Builder info = NetworkInfo.newBuilder().addAllGroups(network.groups());
        network.name().ifPresent(info::setName);
        if (!network.labels().isEmpty()) {
            info.setLabels(TaskInfos.labels(network.labels()));
        }
        for (Network.Address address : network.addresses()) {
            NetworkInfo.IPAddress.Builder asked = info.addIpAddressesBuilder()
                    .setProtocol(
                            address.protocol() == Network.Protocol.IPV4
                                    ? NetworkInfo.Protocol.IPv4
                                    : NetworkInfo.Protocol.IPv6);
            address.ip().ifPresent(asked::setIpAddress);
        }
        network.portMappings()
                .forEach(mapping -> info.addPortMappings(NetworkInfo.PortMapping.newBuilder()
                        .setHostPort(mapping.hostPort())
                        .setContainerPort(mapping.containerPort())
                        .setProtocol(protocol(mapping))));
        return info.build();
    }

    private static String protocol(Network.PortMapping mapping) {
        return mapping.protocol().name().toLowerCase(Locale.ROOT);
    }

    private static Parameter parameter(String key, String value) {
        return Parameter.newBuilder().setKey(key).setValue(value).build();
    }

    /** Exactly one of Mesos' host path and source is set (PROTOCOL B92). */
    static io.mesosframework.protocol.Volume volume(Volume volume) {
        io.mesosframework.protocol.Volume.Builder info = io.mesosframework.protocol.Volume.newBuilder()
                .setContainerPath(volume.containerPath())
                .setMode(
                        volume.mode() == Volume.Mode.RO
                                ? io.mesosframework.protocol.Volume.Mode.RO
                                : io.mesosframework.protocol.Volume.Mode.RW);
        if (volume.source() instanceof Volume.Host host) {
            info.setHostPath(host.path());
        } else if (volume.source() instanceof Volume.SandboxPath sandbox) {
            info.getSourceBuilder()
                    .setType(io.mesosframework.protocol.Volume.Source.Type.SANDBOX_PATH)
                    .getSandboxPathBuilder()
                    .setType(io.mesosframework.protocol.Volume.Source.SandboxPath.Type.valueOf(
                            sandbox.of().name()))
                    .setPath(sandbox.path());
        } else if (volume.source() instanceof Volume.Docker docker) {
            io.mesosframework.protocol.Volume.Source.DockerVolume.Builder source = info.getSourceBuilder()
                    .setType(io.mesosframework.protocol.Volume.Source.Type.DOCKER_VOLUME)
                    .getDockerVolumeBuilder()
                    .setName(docker.name());
            docker.driver().ifPresent(source::setDriver);
            docker.options()
                    .forEach((key, value) -> source.getDriverOptionsBuilder().addParameter(parameter(key, value)));
        }
        return info.build();
    }

    private static void isolate(ContainerInfo.Builder info, Isolation isolation) {
        for (Isolation.Rlimit limit : isolation.rlimits()) {
            RLimitInfo.RLimit.Builder rlimit = info.getRlimitInfoBuilder()
                    .addRlimitsBuilder()
                    .setType(RLimitInfo.RLimit.Type.valueOf(
                            "RLMT_" + limit.type().toUpperCase(Locale.ROOT)));
            limit.soft().ifPresent(rlimit::setSoft);
            limit.hard().ifPresent(rlimit::setHard);
        }
        if (isolation.tty()) {
            info.setTtyInfo(TTYInfo.getDefaultInstance());
        }
        isolation
                .shmSize()
                .ifPresent(size -> info.getLinuxInfoBuilder()
                        // Mesos gives a container of its own size only where it has one of its own.
                        .setIpcMode(LinuxInfo.IpcMode.PRIVATE)
                        .setShmSize(size));
        isolation
                .effective()
                .ifPresent(names -> info.getLinuxInfoBuilder().setEffectiveCapabilities(capabilities(names)));
        isolation
                .bounding()
                .ifPresent(names -> info.getLinuxInfoBuilder().setBoundingCapabilities(capabilities(names)));
    }

    private static CapabilityInfo capabilities(List<String> names) {
        return CapabilityInfo.newBuilder()
                .addAllCapabilities(
                        names.stream().map(CapabilityInfo.Capability::valueOf).toList())
                .build();
    }
}
