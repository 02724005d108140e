package io.mesosframework.embedded.internal.agent;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo.Source;
import io.mesosframework.resources.Resources;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where persistent volumes are on an agent, laid out as on a real one. */
final class Volumes {

    private Volumes() {}

    /** The directory that holds a volume's data. */
    static Path path(Path workDirectory, Resource volume) {
        Source source = volume.getDisk().getSource();
        if (source.hasMount()) {
            return workDirectory.resolve(source.getMount().getRoot());
        }
        Path root = source.hasPath() ? workDirectory.resolve(source.getPath().getRoot()) : workDirectory;
        return root.resolve("volumes")
                .resolve("roles")
                .resolve(Resources.reservationRole(volume))
                .resolve(volume.getDisk().getPersistence().getId());
    }

    /** Which path in a sandbox leads to which directory. */
    static Map<String, Path> links(Path workDirectory, Collection<Resource> resources) {
        Map<String, Path> links = new LinkedHashMap<>();
        resources.stream()
                .filter(resource -> resource.getDisk().hasPersistence())
                .forEach(volume ->
                        links.put(volume.getDisk().getVolume().getContainerPath(), path(workDirectory, volume)));
        return links;
    }
}
