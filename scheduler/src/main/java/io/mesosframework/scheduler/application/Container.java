package io.mesosframework.scheduler.application;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a task is isolated by, and what it sees of its agent. Docker's own settings count for Docker's containers only, and those of
 * {@link Isolation} for Mesos' only.
 *
 * @param type which of Mesos' containerizers runs it
 * @param image the name of a Docker image with its tag or digest; the agent's own files where empty
 * @param forcePull whether the image is fetched anew for each task
 * @param privileged whether Docker runs it with all rights of its agent
 * @param networks which it joins; the agent's own where empty
 * @param volumes what is mounted into it
 * @param parameters options of {@code docker run}
 * @param isolation limits and rights that Mesos sets
 */
public record Container(
        Type type,
        Optional<String> image,
        boolean forcePull,
        boolean privileged,
        List<Network> networks,
        List<Volume> volumes,
        List<Parameter> parameters,
        Isolation isolation) {

    static final String ONLY_DOCKER = "is for type \"docker\" only";
    static final String ONLY_MESOS =
            "is for type \"mesos\" only: say it to Docker by parameters, such as {\"key\": \"ulimit\", \"value\": \"nofile=1024\"}";

    /** Which containerizer. */
    public enum Type {
        /** Mesos' own, also for Docker's images. The default. */
        MESOS("mesos"),
        /** Docker's. */
        DOCKER("docker");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** The word in JSON. */
        public String text() {
            return text;
        }
    }

    /** An option of {@code docker run}, such as {@code ulimit} with {@code nofile=1024}; one may be given several times. */
    public record Parameter(String key, String value) {

        /** @throws InvalidApplicationsException if the key is one that Mesos sets itself */
        public Parameter {
            Problems problems = new Problems();
            problems.check("key", Rules.filled(key));
            problems.check("value", Rules.text(value));
            if (key.equals("name")) {
                problems.add("key", "must not be \"name\": Mesos names the container itself");
            }
            problems.throwIfAny();
        }
    }

    /** @throws InvalidApplicationsException if a value breaks its rule or does not go with the type */
    public Container {
        networks = List.copyOf(networks);
        volumes = List.copyOf(volumes);
        parameters = List.copyOf(parameters);
        Problems problems = new Problems();
        image.ifPresent(name -> problems.check("image", Rules.image(name)));
        if (forcePull && image.isEmpty()) {
            problems.add("force_pull", "needs an image");
        }
        if (type == Type.DOCKER) {
            checkDocker(problems, image, networks, volumes, isolation);
        } else {
            checkMesos(problems, privileged, networks, parameters);
        }
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < volumes.size(); i++) {
            if (!paths.add(volumes.get(i).containerPath())) {
                problems.add(
                        Paths.field(Paths.index("volume", i), "container_path"),
                        Texts.quoted(volumes.get(i).containerPath()) + " is mounted twice");
            }
        }
        problems.throwIfAny();
    }

    private static void checkDocker(
            Problems problems,
            Optional<String> image,
            List<Network> networks,
            List<Volume> volumes,
            Isolation isolation) {
        if (image.isEmpty()) {
            problems.add("image", "is missing: a Docker container needs one");
        }
        if (networks.size() > 1) {
            problems.add("network[1]", "is one too many: a Docker container joins one network");
        }
        for (int i = 0; i < networks.size(); i++) {
            Network network = networks.get(i);
            if (network.isOfAgent() && !network.portMappings().isEmpty()) {
                problems.add(
                        Paths.field(Paths.index("network", i), "port_mapping"),
                        "does nothing on network " + Texts.quoted(network.name().orElse(""))
                                + ": leave it out, or name another");
            }
        }
        for (int i = 0; i < volumes.size(); i++) {
            if (volumes.get(i).source() instanceof Volume.SandboxPath) {
                problems.add(Paths.index("volume", i) + ".source.type", "\"sandbox_path\" is for type \"mesos\" only");
            }
        }
        isolation.given().forEach(field -> problems.add(field, ONLY_MESOS));
    }

    private static void checkMesos(
            Problems problems, boolean privileged, List<Network> networks, List<Parameter> parameters) {
        if (privileged) {
            problems.add("privileged", ONLY_DOCKER + ": give capabilities instead");
        }
        if (!parameters.isEmpty()) {
            problems.add("parameters", ONLY_DOCKER);
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < networks.size(); i++) {
            Network network = networks.get(i);
            if (network.name().isEmpty() && !network.portMappings().isEmpty()) {
                problems.add(
                        Paths.field(Paths.index("network", i), "name"),
                        "is missing: only a named (CNI) network maps ports");
            }
            if (network.name().isPresent() && !names.add(network.name().get())) {
                problems.add(
                        Paths.field(Paths.index("network", i), "name"),
                        Texts.quoted(network.name().get()) + " is joined twice");
            }
        }
    }

    /** Of Mesos' own containerizer, with the agent's files. */
    public static Container mesos() {
        return new Container(
                Type.MESOS, Optional.empty(), false, false, List.of(), List.of(), List.of(), Isolation.NONE);
    }

    /** Of Mesos' own containerizer, with the files of a Docker image. */
    public static Container mesos(String image) {
        return mesos().withImage(image);
    }

    /** Of Docker's. */
    public static Container docker(String image) {
        return new Container(
                Type.DOCKER, Optional.of(image), false, false, List.of(), List.of(), List.of(), Isolation.NONE);
    }

    /** The same with another image. */
    public Container withImage(String name) {
        return new Container(type, Optional.of(name), forcePull, privileged, networks, volumes, parameters, isolation);
    }

    /** The same, its image fetched anew for each task. */
    public Container withForcePull() {
        return new Container(type, image, true, privileged, networks, volumes, parameters, isolation);
    }

    /** The same with all rights of its agent. */
    public Container withPrivileges() {
        return new Container(type, image, forcePull, true, networks, volumes, parameters, isolation);
    }

    /** The same in these networks. */
    public Container withNetworks(Network... all) {
        return new Container(type, image, forcePull, privileged, List.of(all), volumes, parameters, isolation);
    }

    /** The same with these volumes. */
    public Container withVolumes(Volume... all) {
        return new Container(type, image, forcePull, privileged, networks, List.of(all), parameters, isolation);
    }

    /** The same with these options of {@code docker run}. */
    public Container withParameters(Parameter... all) {
        return new Container(type, image, forcePull, privileged, networks, volumes, List.of(all), isolation);
    }

    /** The same with other limits and rights. */
    public Container withIsolation(Isolation other) {
        return new Container(type, image, forcePull, privileged, networks, volumes, parameters, other);
    }
}
