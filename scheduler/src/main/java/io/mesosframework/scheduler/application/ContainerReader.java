package io.mesosframework.scheduler.application;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads an application's container. */
final class ContainerReader {

    private static final Network ANY_NETWORK = Network.named("any");

    private static final String DOCKER = "docker";
    private static final String DOCKER_VOLUME = "docker_volume";
    private static final String SANDBOX_PATH = "sandbox_path";

    private final Problems problems;

    ContainerReader(Problems problems) {
        this.problems = problems;
    }

    Optional<Container> read(Fields fields) {
        Container.Type type = fields.word("type", Container.Type.values(), Container.Type::text)
                .orElse(Container.Type.MESOS);
        Optional<String> image = image(fields);
        boolean forcePull = fields.flag("force_pull").orElse(false);
        boolean privileged = fields.flag("privileged").orElse(false);
        int before = problems.asList().size();
        List<Network> networks = fields.each("network", this::network);
        List<Volume> volumes = fields.each("volume", this::volume);
        List<Container.Parameter> parameters = fields.each("parameters", this::parameter);
        Isolation isolation = isolation(fields);
        if (problems.asList().size() > before) {
            // What is left out would make the others' places wrong, and its own problem is told.
            return make(
                    fields,
                    () -> new Container(
                            type, image, forcePull, privileged, List.of(), List.of(), List.of(), Isolation.NONE));
        }
        return make(
                fields,
                () -> new Container(type, image, forcePull, privileged, networks, volumes, parameters, isolation));
    }

    /** The tag belongs to the image's name. */
    private Optional<String> image(Fields fields) {
        Optional<String> image = fields.text("image");
        Optional<String> tag = fields.text("tag");
        if (tag.isEmpty()) {
            return image;
        }
        if (!fields.has("image")) {
            fields.problem("tag", "needs an image");
        }
        String fault = Rules.tag(tag.get());
        if (fault != null) {
            fields.problem("tag", fault);
            return image;
        }
        if (image.isPresent() && Rules.isTagged(image.get())) {
            fields.problem("tag", "is given twice: the image names one already, " + Texts.quoted(image.get()));
            return image;
        }
        return image.map(name -> Rules.image(name) == null ? name + ":" + tag.get() : name);
    }

    private @Nullable Network network(JsonNode node, String path) {
        Fields fields = Fields.of(node, Vocabulary.NETWORK, path, problems);
        if (fields == null) {
            return null;
        }
        Optional<String> name = fields.text("name");
        List<String> groups = fields.textsOr("group", "any");
        Map<String, String> labels = fields.textsByNameInAnyForm("labels");
        List<Network.Address> addresses = fields.each("ipaddress", this::address);
        List<Network.PortMapping> mappings = fields.each("port_mapping", this::portMapping);
        return make(fields, () -> new Network(name, groups, labels, addresses, mappings))
                .orElse(ANY_NETWORK);
    }

    private Network.@Nullable Address address(JsonNode node, String path) {
        Fields fields = Fields.of(node, Vocabulary.ADDRESS, path, problems);
        if (fields == null) {
            return null;
        }
        Network.Protocol protocol = fields.word(
                        "protocol",
                        Network.Protocol.values(),
                        value -> value.name().toLowerCase(Locale.ROOT))
                .orElse(Network.Protocol.IPV4);
        Optional<String> ip = fields.text("ip");
        return make(fields, () -> new Network.Address(ip, protocol)).orElse(null);
    }

    private Network.@Nullable PortMapping portMapping(JsonNode node, String path) {
        Fields fields = Fields.of(node, Vocabulary.PORT_MAPPING, path, problems);
        if (fields == null) {
            return null;
        }
        fields.require("host_port");
        fields.require("container_port");
        int host = fields.whole("host_port", 1, Rules.MAX_PORT).orElse(1);
        int container = fields.whole("container_port", 1, Rules.MAX_PORT).orElse(1);
        Network.Transport protocol = fields.word(
                        "protocol",
                        Network.Transport.values(),
                        value -> value.name().toLowerCase(Locale.ROOT))
                .orElse(Network.Transport.TCP);
        return new Network.PortMapping(host, container, protocol);
    }

    @Nullable
    Volume volume(JsonNode node, String path) {
        Fields fields = Fields.of(node, Vocabulary.VOLUME, path, problems);
        if (fields == null) {
            return null;
        }
        fields.require("container_path");
        Volume.Mode mode =
                fields.word("mode", Volume.Mode.values(), Volume.Mode::text).orElse(Volume.Mode.RW);
        String containerPath = fields.text("container_path").orElse("any");
        if (fields.has("host_path") && fields.has("source")) {
            fields.problem("source", "stands against host_path: give one of them");
        } else if (!fields.has("host_path") && !fields.has("source")) {
            fields.problem("host_path", "is missing: it says what is mounted, or source does");
        }
        Optional<Volume.Source> host = fields.text("host_path")
                .flatMap(text -> Optional.ofNullable(problems.make(path, () -> new Volume.Host(text))));
        Optional<Volume.Source> source =
                fields.object("source", Vocabulary.VOLUME_SOURCE).flatMap(this::source);
        Volume.Source what = host.or(() -> source).orElse(new Volume.Host("any"));
        return make(fields, () -> new Volume(containerPath, mode, what)).orElse(null);
    }

    private Optional<Volume.Source> source(Fields fields) {
        fields.require("type");
        String volume = fields.path().substring(0, fields.path().length() - ".source".length());
        Optional<String> type = fields.word("type", new String[] {DOCKER, SANDBOX_PATH}, word -> word);
        boolean sandbox = type.filter(SANDBOX_PATH::equals).isPresent();
        type.ifPresent(kind -> {
            fields.require(sandbox ? SANDBOX_PATH : DOCKER_VOLUME);
            String other = sandbox ? DOCKER_VOLUME : SANDBOX_PATH;
            if (fields.has(other)) {
                fields.problem(other, "does not go with type \"" + kind + "\"");
            }
        });
        Optional<Volume.Source> path = fields.object(SANDBOX_PATH, Vocabulary.SANDBOX_PATH)
                .flatMap(of -> Optional.ofNullable(sandboxPath(of, volume)));
        Optional<Volume.Source> docker = fields.object(DOCKER_VOLUME, Vocabulary.DOCKER_VOLUME)
                .flatMap(of -> Optional.ofNullable(dockerVolume(of, volume)));
        return sandbox ? path : docker;
    }

    private Volume.@Nullable Source sandboxPath(Fields fields, String volume) {
        fields.require("type");
        fields.require("path");
        Volume.SandboxPath.Of of = fields.word(
                        "type",
                        Volume.SandboxPath.Of.values(),
                        value -> value.name().toLowerCase(Locale.ROOT))
                .orElse(Volume.SandboxPath.Of.SELF);
        String path = fields.text("path").orElse("any");
        return problems.make(volume, () -> new Volume.SandboxPath(of, path));
    }

    private Volume.@Nullable Source dockerVolume(Fields fields, String volume) {
        fields.require("name");
        Optional<String> driver = fields.text("driver");
        String name = fields.text("name").orElse("any");
        Map<String, String> options = fields.textsByName("driver_opts");
        return problems.make(volume, () -> new Volume.Docker(driver, name, options));
    }

    private Container.@Nullable Parameter parameter(JsonNode node, String path) {
        Fields fields = Fields.of(node, Vocabulary.PARAMETER, path, problems);
        if (fields == null) {
            return null;
        }
        fields.require("key");
        fields.require("value");
        String key = fields.text("key").orElse("any");
        String value = fields.text("value").orElse("any");
        return make(fields, () -> new Container.Parameter(key, value)).orElse(null);
    }

    private Isolation isolation(Fields fields) {
        List<Isolation.Rlimit> rlimits = fields.each("rlimits", this::rlimit);
        boolean tty = fields.flag("tty").orElse(false);
        Optional<Integer> shm = fields.whole("shm_size", 1, Isolation.MAX_SHM);
        Optional<Fields> capabilities = fields.object("capabilities", Vocabulary.CAPABILITIES);
        Optional<List<String>> effective = capabilities.flatMap(names -> capabilities(names, "effective"));
        Optional<List<String>> bounding = capabilities.flatMap(names -> capabilities(names, "bounding"));
        return make(fields, () -> new Isolation(rlimits, tty, shm, effective, bounding))
                .orElse(Isolation.NONE);
    }

    private static Optional<List<String>> capabilities(Fields fields, String name) {
        List<String> names = fields.textsOr(name, "CHOWN");
        return fields.isArray(name) ? Optional.of(names) : Optional.empty();
    }

    private Isolation.@Nullable Rlimit rlimit(JsonNode node, String path) {
        Fields fields = Fields.of(node, Vocabulary.RLIMIT, path, problems);
        if (fields == null) {
            return null;
        }
        fields.require("type");
        String[] types = Isolation.Rlimit.TYPES.toArray(String[]::new);
        String type = fields.exactWord("type", types, word -> word).orElse("as");
        Optional<Long> soft = fields.wholeLong("soft", 0, Isolation.Rlimit.MOST);
        Optional<Long> hard = fields.wholeLong("hard", 0, Isolation.Rlimit.MOST);
        if (soft.isPresent() != fields.has("soft") || hard.isPresent() != fields.has("hard")) {
            return null;
        }
        return make(fields, () -> new Isolation.Rlimit(type, soft, hard)).orElse(null);
    }

    private <T> Optional<T> make(Fields fields, Supplier<T> maker) {
        return Optional.ofNullable(problems.make(fields.path(), maker));
    }
}
