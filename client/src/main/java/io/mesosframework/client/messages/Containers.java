package io.mesosframework.client.messages;

import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.Image;
import io.mesosframework.protocol.Volume;

/** Containers of tasks and executors. */
public final class Containers {

    private Containers() {}

    /** Of Mesos' containerizer, with the agent's own files. */
    public static ContainerInfo mesos() {
        return ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS).build();
    }

    /** Of Mesos' containerizer, from a Docker image such as {@code alpine:3.20}. */
    public static ContainerInfo mesos(String image) {
        ContainerInfo.Builder container = mesos().toBuilder();
        container
                .getMesosBuilder()
                .getImageBuilder()
                .setType(Image.Type.DOCKER)
                .getDockerBuilder()
                .setName(Checks.filled("The image", image));
        return container.build();
    }

    /** Of the Docker containerizer, from an image. */
    public static ContainerInfo docker(String image) {
        return ContainerInfo.newBuilder()
                .setType(ContainerInfo.Type.DOCKER)
                .setDocker(ContainerInfo.DockerInfo.newBuilder().setImage(Checks.filled("The image", image)))
                .build();
    }

    /** The same with a file or folder of the agent at a path of the container. */
    public static ContainerInfo withHostPath(ContainerInfo container, String host, String path, Volume.Mode mode) {
        return container.toBuilder()
                .addVolumes(Volume.newBuilder()
                        .setHostPath(Checks.filled("The host's path", host))
                        .setContainerPath(Checks.filled("The container's path", path))
                        .setMode(mode))
                .build();
    }
}
